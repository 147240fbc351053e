package customary_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	customary "github.com/customary/customary/clients/go"
)

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
			// Atomic, since no answer that the client reads comes between an aborted request and the next one.
			var failed atomic.Bool
			s := &sessions{}
			s.refresh = func(w http.ResponseWriter) bool {
				if failed.CompareAndSwap(false, true) {
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

func TestALateLogoutForgetsOnlyItsOwnSession(t *testing.T) {
	begun, end := make(chan struct{}), make(chan struct{})
	s := &sessions{}
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/1/logout/" {
			close(begun)
			<-end
			w.WriteHeader(204)
			return
		}
		s.ServeHTTP(w, r)
	}))
	if err := client.Login(ctx, "ada@example.com", "password"); err != nil {
		t.Fatal(err)
	}
	loggedOut := make(chan error)
	go func() { loggedOut <- client.Logout(ctx) }()
	<-begun
	if err := client.Login(ctx, "ben@example.com", "password"); err != nil {
		t.Fatal(err)
	}
	close(end)
	equal(t, "error", <-loggedOut, nil)
	equal(t, "access token", client.AccessToken(), "access-2")
}

func TestAnInvalidTokenIsFoundInAnyChallengeWhateverTheBodyIs(t *testing.T) {
	for _, test := range []struct {
		challenges []string
		refreshes  int
	}{
		{[]string{`Bearer realm="c", error="invalid_token"`}, 1},
		{[]string{`Bearer error=invalid_token`}, 1},
		{[]string{`bearer realm="a \" b", Error = "invalid_token", error_description="x"`}, 1},
		{[]string{`Basic realm="p"`, `Bearer error="invalid_token"`}, 1},
		{[]string{`Negotiate a/b==, Basic realm="p, q", Bearer error="invalid_token", Digest realm="d"`}, 1},
		{[]string{``, `Bearer`}, 0},
		{[]string{`Bearer error="insufficient_scope"`}, 0},
		{[]string{`Bearer realm="error=invalid_token"`}, 0},
		{[]string{`Bearer realm="a \", error=\"invalid_token"`}, 0},
		{[]string{`Bearer realm="c", Digest error="invalid_token"`}, 0},
		{[]string{`Bearer realm="c"`, `Digest error="invalid_token"`}, 0},
		{[]string{`Bearer error_description="invalid_token"`}, 0},
	} {
		s := &sessions{}
		client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "Bearer access-1" {
				w.Header()["Www-Authenticate"] = test.challenges
				answer(w, 401, "text/html", "<html>")
				return
			}
			s.ServeHTTP(w, r)
		}))
		if err := client.Login(ctx, "ada@example.com", "password"); err != nil {
			t.Fatal(err)
		}
		_, err := client.Accounts.GetAccount(ctx)
		equal(t, fmt.Sprint("refreshes after ", test.challenges), len(s.refreshes), test.refreshes)
		if test.refreshes == 0 {
			isUnexpected(t, err, 401)
		} else if err != nil {
			t.Error(err)
		}
	}
}

func TestTriesBeforeARefreshOfItAndAfterItShareOneCount(t *testing.T) {
	for _, test := range []struct {
		busy   map[string]int // how often, of an access token or of the refresh
		fails  bool
		counts map[string]int
	}{
		{map[string]int{"access-1": 1, "refresh": 1}, false, map[string]int{"access-1": 2, "refresh": 2, "access-2": 1}},
		{map[string]int{"access-1": 1, "refresh": 2}, true, map[string]int{"access-1": 2, "refresh": 2}},
		{map[string]int{"access-1": 2, "refresh": 1}, true, map[string]int{"access-1": 3, "refresh": 1}},
		{map[string]int{"refresh": 2, "access-2": 1}, true, map[string]int{"access-1": 1, "refresh": 3, "access-2": 1}},
		{map[string]int{"access-1": 1, "access-2": 2}, true, map[string]int{"access-1": 2, "refresh": 1, "access-2": 2}},
	} {
		s := &sessions{}
		counts := map[string]int{}
		client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
			step := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			switch r.URL.Path {
			case "/api/1/login/":
				s.ServeHTTP(w, r)
				return
			case "/api/1/session/refresh/":
				step = "refresh"
			}
			if counts[step]++; counts[step] <= test.busy[step] {
				w.Header().Set("Retry-After", "0")
				answerProblem(w, 503, "busy")
				return
			}
			s.ServeHTTP(w, r)
		}))
		if err := client.Login(ctx, "ada@example.com", "password"); err != nil {
			t.Fatal(err)
		}
		s.expire()
		_, err := client.Accounts.GetAccount(ctx)
		equal(t, fmt.Sprint("fails with ", test.busy), err != nil, test.fails)
		equal(t, fmt.Sprint("requests with ", test.busy), counts, test.counts)
	}
}
