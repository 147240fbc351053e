package customary_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	customary "github.com/customary/customary/clients/go"
	"github.com/customary/customary/clients/go/api"
)

const account = `{"id": "0198c2f0-5b1a-7c3e-9f00-1a2b3c4d5e6f", "email": "ada@example.com", "name": null, "role": "admin",
	"organization": {"id": "0198c2f0-5b1a-7c3e-9f00-0a1b2c3d4e5f", "name": "ada@example.com", "country": null},
	"created_at": "2026-03-02T09:30:00.000Z"}`

var ctx = context.Background()

// serve answers with what handle writes, until the test ends.
func serve(t *testing.T, handle http.HandlerFunc) string {
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return server.URL
}

func answer(w http.ResponseWriter, status int, mediaType, body string) {
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func answerProblem(w http.ResponseWriter, status int, detail string) {
	answer(w, status, "application/problem+json", fmt.Sprintf(
		`{"type": "/problems/a/", "title": "A problem", "status": %d, "detail": %q, "request_id": "1"}`, status, detail))
}

// sessions is a server whose login and refresh give the tokens access-1, refresh-1, access-2 and so on.
type sessions struct {
	// refresh answers instead of the server, and says whether it has, if it is not nil.
	refresh func(w http.ResponseWriter) bool

	mutex     sync.Mutex
	given     int
	expired   int // how many of the access tokens that were given
	refreshes []string
	sent      []string // Authorization of each other request
}

func (s *sessions) expire() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.expired = s.given
}

func (s *sessions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api/1/session/refresh/" {
		var body map[string]string
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			panic(err)
		}
		s.mutex.Lock()
		s.refreshes = append(s.refreshes, body["refresh_token"])
		s.mutex.Unlock()
		if s.refresh != nil && s.refresh(w) {
			return
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch r.URL.Path {
	case "/api/1/login/", "/api/1/session/refresh/":
		s.given++
		answer(w, 200, "application/json", fmt.Sprintf(
			`{"access_token": "access-%d", "token_type": "Bearer", "expires_in": 900, "refresh_token": "refresh-%d"}`, s.given, s.given))
	default:
		sent := r.Header.Get("Authorization")
		s.sent = append(s.sent, sent)
		var number int
		if _, err := fmt.Sscanf(sent, "Bearer access-%d", &number); err != nil {
			w.Header().Set("WWW-Authenticate", `Bearer realm="customary"`)
			answerProblem(w, 401, "no token")
		} else if number <= s.expired {
			w.Header().Set("WWW-Authenticate", `Bearer realm="customary", error="invalid_token"`)
			answerProblem(w, 401, "expired")
		} else {
			answer(w, 200, "application/json", account)
		}
	}
}

func loggedIn(t *testing.T, s *sessions) *customary.Client {
	client := customary.New(serve(t, s.ServeHTTP))
	if err := client.Login(ctx, "ada@example.com", "password"); err != nil {
		t.Fatal(err)
	}
	return client
}

func isProblem(t *testing.T, err error, status int) *customary.ProblemError {
	t.Helper()
	var problem *customary.ProblemError
	if !errors.As(err, &problem) || problem.Status != status {
		t.Fatalf("a problem of status %d was expected: %v", status, err)
	}
	return problem
}

func isUnexpected(t *testing.T, err error, status int) *customary.UnexpectedResponseError {
	t.Helper()
	var unexpected *customary.UnexpectedResponseError
	if !errors.As(err, &unexpected) || unexpected.Status != status {
		t.Fatalf("an unexpected answer of status %d was expected: %v", status, err)
	}
	return unexpected
}

func equal(t *testing.T, what string, found, wanted interface{}) {
	t.Helper()
	if fmt.Sprint(found) != fmt.Sprint(wanted) {
		t.Errorf("%s: %v instead of %v", what, found, wanted)
	}
}

func has(t *testing.T, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not say %q: %v", part, err)
		}
	}
}

func TestTheReadmeShowsTheExampleToTheLetter(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("example/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```go\n"+string(example)+"```\n") {
		t.Error("README.md has another example than example/main.go")
	}
}

func TestManyCallsRefreshOnce(t *testing.T) {
	s := &sessions{refresh: func(http.ResponseWriter) bool { time.Sleep(100 * time.Millisecond); return false }}
	client := loggedIn(t, s)
	s.expire()
	var calls sync.WaitGroup
	for i := 0; i < 50; i++ {
		calls.Add(1)
		go func() {
			defer calls.Done()
			if _, err := client.Accounts.GetAccount(ctx); err != nil {
				t.Error(err)
			}
		}()
	}
	calls.Wait()
	equal(t, "refresh tokens", s.refreshes, []string{"refresh-1"})
	equal(t, "access token", client.AccessToken(), "access-2")
	s.expire()
	if _, err := client.Accounts.GetAccount(ctx); err != nil {
		t.Error(err)
	}
	equal(t, "refresh tokens", s.refreshes, []string{"refresh-1", "refresh-2"})
}

func TestARefusedRefreshEndsTheSession(t *testing.T) {
	s := &sessions{refresh: func(w http.ResponseWriter) bool { answerProblem(w, 401, "used before"); return true }}
	client := loggedIn(t, s)
	s.expire()
	var calls sync.WaitGroup
	for i := 0; i < 10; i++ {
		calls.Add(1)
		go func() {
			defer calls.Done()
			_, err := client.Accounts.GetAccount(ctx)
			var problem *customary.ProblemError
			if !errors.As(err, &problem) || problem.Status != 401 {
				t.Errorf("not the original problem: %v", err)
			}
		}()
	}
	calls.Wait()
	_, err := client.Accounts.GetAccount(ctx)
	equal(t, "detail", isProblem(t, err, 401).Problem.Detail, "no token")
	equal(t, "refresh tokens", s.refreshes, []string{"refresh-1"})
	equal(t, "access token", client.AccessToken(), "")
	has(t, client.Refresh(ctx), "no session")
}

func TestARefreshThatFailsOtherwiseIsToldAndTriedAgain(t *testing.T) {
	for name, failure := range map[string]struct {
		fail func(w http.ResponseWriter)
		said string
	}{
		"limited": {func(w http.ResponseWriter) { answerProblem(w, 429, "limited") }, "429 A problem: limited"},
		"slow":    {func(w http.ResponseWriter) { answerProblem(w, 408, "slow") }, "408 A problem: slow"},
		"busy":    {func(w http.ResponseWriter) { answerProblem(w, 503, "busy") }, "503 A problem: busy"},
		"cut off": {func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, "EOF"},
		"a proxy": {func(w http.ResponseWriter) { answer(w, 502, "text/html", "<p>Bad gateway") }, "502"},
	} {
		t.Run(name, func(t *testing.T) {
			failing := true
			s := &sessions{}
			s.refresh = func(w http.ResponseWriter) bool {
				if failing {
					failing = false
					failure.fail(w)
					return true
				}
				return false
			}
			client := loggedIn(t, s)
			s.expire()
			_, err := client.Accounts.GetAccount(ctx)
			has(t, err, failure.said)
			equal(t, "access token", client.AccessToken(), "access-1")
			if _, err := client.Accounts.GetAccount(ctx); err != nil {
				t.Error(err)
			}
			equal(t, "refresh tokens", s.refreshes, []string{"refresh-1", "refresh-1"})
			equal(t, "access token", client.AccessToken(), "access-2")
		})
	}
}

func TestABusyServerIsAskedAgainToRefresh(t *testing.T) {
	for _, test := range []struct {
		maxWait   time.Duration
		refreshes int
		fails     bool
	}{{time.Minute, 2, false}, {500 * time.Millisecond, 1, true}} {
		busy := true
		s := &sessions{}
		s.refresh = func(w http.ResponseWriter) bool {
			if !busy {
				return false
			}
			busy = false
			w.Header().Set("Retry-After", "1")
			answerProblem(w, 503, "busy")
			return true
		}
		client := customary.New(serve(t, s.ServeHTTP), customary.WithMaxWait(test.maxWait))
		if err := client.Login(ctx, "ada@example.com", "password"); err != nil {
			t.Fatal(err)
		}
		s.expire()
		_, err := client.Accounts.GetAccount(ctx)
		equal(t, "fails", err != nil, test.fails)
		equal(t, "refreshes", len(s.refreshes), test.refreshes)
	}
}

func TestWhatARefreshWaitedIsTakenFromWhatTheCallMayWait(t *testing.T) {
	s := &sessions{}
	accounts := 0
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		later := func() {
			w.Header().Set("Retry-After", "1")
			answerProblem(w, 503, "busy")
		}
		switch {
		case r.URL.Path == "/api/1/session/refresh/" && len(s.refreshes) == 0:
			s.refreshes = append(s.refreshes, "")
			later()
			return
		case r.URL.Path == "/api/1/account/":
			if accounts++; accounts > 1 {
				later()
				return
			}
		}
		s.ServeHTTP(w, r)
	})
	client := customary.New(url, customary.WithMaxWait(1500*time.Millisecond))
	if err := client.Login(ctx, "ada@example.com", "password"); err != nil {
		t.Fatal(err)
	}
	s.expire()
	begun := time.Now()
	_, err := client.Accounts.GetAccount(ctx)
	isProblem(t, err, 503)
	if waited := time.Since(begun); waited < time.Second || waited > 1900*time.Millisecond {
		t.Errorf("waited %s in all", waited)
	}
}

func TestTheOriginalProblemIsWhatTheCallerGets(t *testing.T) {
	s := &sessions{refresh: func(w http.ResponseWriter) bool { answerProblem(w, 401, "used before"); return true }}
	client := loggedIn(t, s)
	s.expire()
	_, err := client.Accounts.GetAccount(ctx)
	equal(t, "detail", isProblem(t, err, 401).Problem.Detail, "expired")
}

func TestACallThatIsGivenUpDoesNotLoseTheNewTokens(t *testing.T) {
	begun, end := make(chan struct{}), make(chan struct{})
	s := &sessions{refresh: func(http.ResponseWriter) bool { close(begun); <-end; return false }}
	client := loggedIn(t, s)
	s.expire()
	cancelled, cancel := context.WithCancel(ctx)
	givenUp := make(chan error)
	go func() {
		_, err := client.Accounts.GetAccount(cancelled)
		givenUp <- err
	}()
	<-begun
	cancel()
	if err := <-givenUp; !errors.Is(err, context.Canceled) {
		t.Errorf("not cancelled: %v", err)
	}
	close(end)
	if _, err := client.Accounts.GetAccount(ctx); err != nil {
		t.Error(err)
	}
	equal(t, "refresh tokens", s.refreshes, []string{"refresh-1"})
}

func TestALoginDuringARefreshIsWhatCounts(t *testing.T) {
	begun, end := make(chan struct{}), make(chan struct{})
	s := &sessions{refresh: func(w http.ResponseWriter) bool {
		close(begun)
		<-end
		answerProblem(w, 401, "used before")
		return true
	}}
	client := loggedIn(t, s)
	refreshed := make(chan error)
	go func() { refreshed <- client.Refresh(ctx) }()
	<-begun
	if err := client.Login(ctx, "ben@example.com", "password"); err != nil {
		t.Fatal(err)
	}
	close(end)
	isProblem(t, <-refreshed, 401)
	equal(t, "access token", client.AccessToken(), "access-2")
}

func TestOnlyAnInvalidTokenIsRefreshed(t *testing.T) {
	s := &sessions{}
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/1/account/" {
			w.Header().Set("WWW-Authenticate", `Bearer realm="customary"`)
			answerProblem(w, 401, "another reason")
			return
		}
		s.ServeHTTP(w, r)
	}))
	if err := client.Login(ctx, "ada@example.com", "password"); err != nil {
		t.Fatal(err)
	}
	_, err := client.Accounts.GetAccount(ctx)
	isProblem(t, err, 401)
	equal(t, "refreshes", len(s.refreshes), 0)
	equal(t, "access token", client.AccessToken(), "access-1")
}

func TestAGivenAccessTokenIsNotRefreshed(t *testing.T) {
	s := &sessions{given: 1, expired: 1}
	client := customary.New(serve(t, s.ServeHTTP), customary.WithAccessToken("access-1"))
	_, err := client.Accounts.GetAccount(ctx)
	isProblem(t, err, 401)
	equal(t, "refreshes", len(s.refreshes), 0)
	equal(t, "sent", s.sent, []string{"Bearer access-1"})
}

func TestALogoutThatFailsCanBeTriedAgain(t *testing.T) {
	s := &sessions{}
	client := loggedIn(t, s)
	isUnexpected(t, client.Logout(ctx), 200) // This server knows no logout.
	equal(t, "access token", client.AccessToken(), "access-1")
	s.refresh = func(w http.ResponseWriter) bool { answerProblem(w, 401, "used before"); return true }
	s.expire()
	if err := client.Logout(ctx); err != nil {
		t.Errorf("there is no session any more: %v", err)
	}
	equal(t, "access token", client.AccessToken(), "")
}

func TestRetryAfterIsHonouredFor429And503Only(t *testing.T) {
	for _, test := range []struct {
		status     int
		retryAfter string
		options    []customary.Option
		sent       int32
		seconds    float64
	}{
		{status: 503, retryAfter: "1", sent: 3, seconds: 2},
		{status: 429, retryAfter: "1", sent: 3, seconds: 2},
		{status: 503, retryAfter: "3600", sent: 1},
		{status: 503, retryAfter: "18446744074", sent: 1}, // 0.3 s, if nanoseconds could overflow
		{status: 503, retryAfter: "soon", sent: 1},
		{status: 503, retryAfter: "", sent: 1},
		{status: 500, retryAfter: "1", sent: 1},
		{status: 404, retryAfter: "1", sent: 1},
		{status: 503, retryAfter: "1", options: []customary.Option{customary.WithRetries(0)}, sent: 1},
		{status: 503, retryAfter: "1", options: []customary.Option{customary.WithMaxWait(1500 * time.Millisecond)}, sent: 2, seconds: 1},
	} {
		test := test
		t.Run(fmt.Sprintf("%d %s", test.status, test.retryAfter), func(t *testing.T) {
			t.Parallel()
			var sent int32
			client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
				atomic.AddInt32(&sent, 1)
				if body, _ := io.ReadAll(r.Body); !strings.Contains(string(body), "ada@example.com") {
					t.Errorf("the body was %q", body)
				}
				w.Header().Set("Retry-After", test.retryAfter)
				answerProblem(w, test.status, "busy")
			}), test.options...)
			begun := time.Now()
			problem := isProblem(t, client.Login(ctx, "ada@example.com", "password"), test.status)
			equal(t, "requests", sent, test.sent)
			if took := time.Since(begun).Seconds(); took < test.seconds || took > test.seconds+0.9 {
				t.Errorf("it took %.1f s instead of %.0f", took, test.seconds)
			}
			if test.retryAfter == "3600" {
				equal(t, "RetryAfter", problem.RetryAfter, time.Hour)
			}
		})
	}
}

func TestNothingIsWaitedForThatWouldComeTooLate(t *testing.T) {
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "5")
		answerProblem(w, 503, "busy")
	}))
	limited, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	begun := time.Now()
	isProblem(t, client.Login(limited, "a", "b"), 503)
	if time.Since(begun) > 2*time.Second {
		t.Error("it waited for its deadline")
	}
	cancelled, cancelSoon := context.WithCancel(ctx)
	time.AfterFunc(100*time.Millisecond, cancelSoon)
	if err := client.Login(cancelled, "a", "b"); !errors.Is(err, context.Canceled) {
		t.Errorf("not cancelled while waiting: %v", err)
	}
	if time.Since(begun) > 4*time.Second {
		t.Error("it waited although it was cancelled")
	}
}

func TestAProxysAnswerIsUnexpected(t *testing.T) {
	var sent int32
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
		atomic.AddInt32(&sent, 1)
		switch r.URL.Path {
		case "/api/1/login/":
			answer(w, 502, "text/html; charset=utf-8", "<html>"+strings.Repeat("Bad Gateway ", 100)+"</html>")
		case "/api/1/account/":
			answer(w, 200, "text/html", "<html>Log in to the hotel's network</html>")
		case "/livez":
			http.Redirect(w, r, "/readyz", http.StatusFound)
		case "/readyz":
			answer(w, 503, "application/problem+json", `{"title": "of another server"}`)
		case "/api/1/session/refresh/":
			answer(w, 200, "application/json", `{"access_token": "secret-1", "refresh_token": 5}`)
		default:
			answer(w, 202, "application/json", `{"access_token": "secret-1"}`)
		}
	}))
	err := client.Login(ctx, "a", "b")
	unexpected := isUnexpected(t, err, 502)
	equal(t, "media type", unexpected.MediaType, "text/html")
	equal(t, "bytes", len(unexpected.Body), 1213)
	has(t, err, "POST /api/1/login/", "502 Bad Gateway", "text/html", "<html>Bad")
	if len(err.Error()) > 400 {
		t.Errorf("too long: %v", err)
	}
	_, err = client.Accounts.GetAccount(ctx)
	equal(t, "error of decoding", isUnexpected(t, err, 200).Err, nil)
	_, err = client.Health.GetLiveness(ctx)
	isUnexpected(t, err, 302)
	_, err = client.Health.GetReadiness(ctx)
	has(t, isUnexpected(t, err, 503), "required property")
	_, err = client.Sessions.RefreshSession(ctx, api.NewSessionRefresh("a"))
	isUnexpected(t, err, 200)
	_, other := client.Accounts.Register(ctx, api.NewRegistration("a", "b"))
	isUnexpected(t, other, 202)
	if printed := err.Error() + other.Error(); strings.Contains(printed, "secret-1") {
		t.Errorf("it shows a token: %s", printed)
	}
	equal(t, "requests", sent, 6)
}

func TestAConnectionThatFailsNamesItsCause(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + listener.Addr().String()
	listener.Close()
	has(t, customary.New(nobody).Login(ctx, "a", "b"), nobody+"/api/1/login/", "connection refused")
	has(t, customary.New("http://nobody.invalid").Login(ctx, "a", "b"), "nobody.invalid", "lookup")

	cut := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		answer(w, 200, "application/json", `{"access_token":`)
	})
	has(t, customary.New(cut).Login(ctx, "a", "b"), "POST /api/1/login/", "unexpected EOF")

	end := make(chan struct{})
	slow := serve(t, func(w http.ResponseWriter, r *http.Request) { <-end })
	defer close(end)
	err = customary.New(slow, customary.WithTimeout(50*time.Millisecond)).Login(ctx, "a", "b")
	has(t, err, "no answer within 50ms", slow)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("not a deadline: %v", err)
	}
}

func TestTheURLMayEndWithASlashOrHaveAPath(t *testing.T) {
	var path string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.RequestURI
		answer(w, 200, "application/json", `{"status": "ok"}`)
	})
	for base, wanted := range map[string]string{
		"": "/livez", "/": "/livez", "/customary": "/customary/livez", "/customary/": "/customary/livez",
	} {
		if _, err := customary.New(server + base).Health.GetLiveness(ctx); err != nil {
			t.Error(err)
		}
		equal(t, "path", path, wanted)
	}
	for _, wrong := range []string{"", "127.0.0.1:8000", "localhost:8000", "ftp://127.0.0.1", "http://", "http://a b", "http://a/?b", "http://a/#b"} {
		_, err := customary.New(wrong).Health.GetLiveness(ctx)
		has(t, err, "customary: the server's URL")
	}
}

func TestWhatTheDocumentDoesNotKnowYetIsAccepted(t *testing.T) {
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			answer(w, 418, "application/problem+json", `{"type": "/problems/new/", "title": "New", "status": 418, "detail": "d",
				"request_id": "1", "balance": 3, "errors": [{"code": "new_code", "detail": "d", "severity": "low"}]}`)
			return
		}
		answer(w, 200, "application/json; charset=utf-8", strings.Replace(account, `"admin"`, `"auditor", "avatar": {"a": [1]}`, 1))
	}))
	account, err := client.Accounts.GetAccount(ctx)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "role", account.Role, "auditor")
	equal(t, "created_at", account.CreatedAt, time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC))
	_, err = client.Customers.CreateCustomer(ctx, api.NewCustomerCreate("a"))
	equal(t, "code", isProblem(t, err, 418).Problem.Errors[0].Code, "new_code")
	var sort api.CustomerSort
	if err := json.Unmarshal([]byte(`"-city"`), &sort); err != nil || sort != "-city" || sort.IsValid() {
		t.Errorf("%v %v", sort, err)
	}
}

func TestAChangeLeavesOutSetsAndRemoves(t *testing.T) {
	var body, mediaType, path string
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		body, mediaType, path = string(content), r.Header.Get("Content-Type"), r.RequestURI
		answerProblem(w, 404, "none")
	}))
	change := api.NewCustomerUpdate()
	change.SetNotes("Tom & Jerry")
	change.SetCompanyNil()
	change.SetCity("Port Ellison")
	change.UnsetCity()
	_, err := client.Customers.UpdateCustomer(ctx, "../a b?c", change)
	isProblem(t, err, 404)
	equal(t, "body", body, `{"company":null,"notes":"Tom \u0026 Jerry"}`)
	equal(t, "media type", mediaType, "application/merge-patch+json")
	equal(t, "path", path, "/api/1/customer/..%2Fa%20b%3Fc/")
}

func TestTheTokensAreNotInAPrintOfTheClient(t *testing.T) {
	given := customary.New("http://127.0.0.1:8000", customary.WithAccessToken("access-1"))
	for _, client := range []*customary.Client{loggedIn(t, &sessions{}), given} {
		encoded, err := json.Marshal(client)
		if err != nil {
			t.Fatal(err)
		}
		printed := fmt.Sprintf("%v %+v %#v %s %v %+v %#v %#v %s", client, client, client, client, *client, *client, *client, client.Accounts, encoded)
		if strings.Contains(printed, "access-1") || strings.Contains(printed, "refresh-1") {
			t.Errorf("there is a token in %s", printed)
		}
		if !strings.Contains(printed, "http://127.0.0.1") {
			t.Errorf("there is no URL in %s", printed)
		}
	}
}

// customers answers with pages of two of five customers.
func customers(t *testing.T, asked *[]string) string {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.RawQuery)
		first := 0
		if page := r.URL.Query().Get("page"); page != "" {
			_, _ = fmt.Sscan(page, &first)
			first = 2 * (first - 1)
		}
		if cursor := r.URL.Query().Get("cursor"); cursor != "" {
			_, _ = fmt.Sscan(cursor, &first)
		}
		page := map[string]interface{}{"page_size": 2, "next_cursor": nil}
		items := []map[string]interface{}{}
		for i := first; i < first+2 && i < 5; i++ {
			items = append(items, map[string]interface{}{
				"id": fmt.Sprint(i), "name": fmt.Sprint(i), "email": nil, "phone": nil, "company": nil, "address": nil, "city": nil, "region": nil,
				"postal_code": nil, "country": nil, "notes": nil, "version": 9007199254740991,
				"created_at": "2026-03-02T09:30:00.000Z", "updated_at": "2026-03-02T09:30:00.000Z",
			})
		}
		if page["items"] = items; first+2 < 5 {
			page["next_cursor"] = fmt.Sprint(first + 2)
		}
		body, _ := json.Marshal(page)
		answer(w, 200, "application/json", string(body))
	})
}

func TestAnIterationFetchesAPageWhenItIsNeeded(t *testing.T) {
	for _, test := range []struct {
		paging customary.Paging
		query  *api.FetchCustomersQuery
		names  string
		asked  []string
	}{
		{customary.ByCursor, nil, "01234", []string{"total=none", "cursor=2&total=none", "cursor=4&total=none"}},
		{customary.ByPage, nil, "01234", []string{"page=1&total=none", "page=2&total=none", "page=3&total=none"}},
		{customary.ByPage, &api.FetchCustomersQuery{Page: api.PtrInt32(3)}, "4", []string{"page=3&total=none"}},
		{customary.ByPage, &api.FetchCustomersQuery{Page: api.PtrInt32(9)}, "", []string{"page=9&total=none"}},
		{customary.ByCursor, &api.FetchCustomersQuery{Page: api.PtrInt32(2)}, "234", []string{"page=2&total=none", "cursor=4&total=none"}},
		{customary.ByCursor, &api.FetchCustomersQuery{Q: api.PtrString("é +"), Total: api.TotalModeExact.Ptr()}, "01234",
			[]string{"q=%C3%A9+%2B&total=exact", "cursor=2&q=%C3%A9+%2B&total=exact", "cursor=4&q=%C3%A9+%2B&total=exact"}},
	} {
		var asked []string
		client := customary.New(customers(t, &asked))
		found := client.IterateCustomers(test.paging, test.query)
		equal(t, "requests before the first customer", len(asked), 0)
		names := ""
		for found.Next(ctx) {
			names += found.Customer().Name
			equal(t, "version", found.Customer().Version, int64(9007199254740991))
			if len(names) == 2 {
				equal(t, "requests for two customers", len(asked), 1)
			}
		}
		equal(t, "error", found.Err(), nil)
		equal(t, "names", names, test.names)
		equal(t, "queries", asked, test.asked)
		equal(t, "another Next", found.Next(ctx), false)
	}
}

func TestAnIterationThatFailsSaysSo(t *testing.T) {
	requests := 0
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		answerProblem(w, 500, "broken")
	}))
	found := client.IterateCustomers(customary.ByCursor, nil)
	for i := 0; i < 2; i++ {
		equal(t, "Next", found.Next(ctx), false)
	}
	isProblem(t, found.Err(), 500)
	equal(t, "requests", requests, 1)
}
