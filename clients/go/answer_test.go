package customary_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	customary "github.com/customary/customary/clients/go"
	"github.com/customary/customary/clients/go/api"
)

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
	isUnexpected(t, err, 200)
	_, err = client.Health.GetLiveness(ctx)
	isUnexpected(t, err, 302)
	_, err = client.Health.GetReadiness(ctx)
	has(t, isUnexpected(t, err, 503), "the required property is missing")
	_, err = client.Sessions.RefreshSession(ctx, api.NewSessionRefresh("a"))
	isUnexpected(t, err, 200)
	_, other := client.Accounts.Register(ctx, api.NewRegistration("a", "b"))
	isUnexpected(t, other, 202)
	if printed := err.Error() + other.Error(); strings.Contains(printed, "secret-1") {
		t.Errorf("it shows a token: %s", printed)
	}
	equal(t, "requests", sent, 6)
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

func TestAnAnswerOfAnotherFormIsUnexpected(t *testing.T) {
	var status int
	var body string
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, status, "text/plain", body) }))
	get := func(found int, text string) error {
		status, body = found, text
		_, err := client.Accounts.GetAccount(ctx)
		return err
	}
	if err := get(200, account); err != nil {
		t.Errorf("the Content-Type of a success does not matter: %v", err)
	}
	isUnexpected(t, get(201, account), 201)
	isUnexpected(t, get(200, "null"), 200)
	for _, change := range [][2]string{
		{`"role": "admin"`, `"role": null`},
		{`"role": "admin"`, `"role": 5`},
		{`"role": "admin"`, `"Role": "admin"`},
		{`"role": "admin"`, "\"role\": \"\xe4\""},
		{`"0198c2f0-5b1a-7c3e-9f00-1a2b3c4d5e6f"`, `"nope"`},
		{`"0198c2f0-5b1a-7c3e-9f00-0a1b2c3d4e5f"`, `"0198c2f0-5b1a-7c3e-9f00-0a1b2c3d4e5f0"`},
		{`"0198c2f0-5b1a-7c3e-9f00-0a1b2c3d4e5f"`, `null`},
		{`{"id": "0198c2f0-5b1a-7c3e-9f00-0a1b2c3d4e5f", "name": "ada@example.com", "country": null}`, `null`},
		{`, "country": null`, ``},
		{`"name": null`, `"name": 5`},
		{`09:30:00.000Z`, `09:30:00.000`},
		{`T09:30:00.000Z`, `T9:30:00.000Z`},
		{`T09:30:00.000Z`, `T09:30:00,000Z`},
		{`03-02T`, `02-30T`},
		{`"2026-03-02T09:30:00.000Z"`, `1772443800`},
	} {
		changed := strings.Replace(account, change[0], change[1], 1)
		if changed == account {
			t.Fatalf("%s is not in it", change[0])
		}
		if err := get(200, changed); err == nil {
			t.Errorf("accepted with %s", change[1])
		} else if isUnexpected(t, err, 200).Err == nil {
			t.Errorf("it does not say what is wrong with %s", change[1])
		}
	}
	if err := get(200, strings.Replace(account, `"admin"`, `"auditor", "Role": 5, "far": 1e999`, 1)); err != nil {
		t.Errorf("unknown members are harmful: %v", err)
	}
}

func TestAPageWithNullInPlaceOfAMemberIsUnexpected(t *testing.T) {
	for _, wrong := range []string{
		`{"items": null, "page_size": 2, "next_cursor": null}`,
		`{"items": [null], "page_size": 2, "next_cursor": null}`,
		`{"items": [], "page_size": null, "next_cursor": null}`,
		`{"items": [], "page_size": 2.5, "next_cursor": null}`,
		`{"items": [], "page_size": 2}`,
		`{"items": [], "page_size": 2, "next_cursor": null, "page": null}`,
		`{"items": [], "page_size": 2, "next_cursor": null, "total": "1"}`,
	} {
		client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) { answer(w, 200, "application/json", wrong) }))
		_, err := client.Customers.FetchCustomers(ctx, nil)
		isUnexpected(t, err, 200)
	}
}

func TestAProblemIsOneOnlyWithTheStatusAndTheMembersOfOne(t *testing.T) {
	problem := `{"type": "/problems/a/", "title": "A", "status": 409, "detail": "d", "request_id": "1", "errors": [{"code": "a", "detail": "d"}]}`
	for _, test := range []struct {
		status  int
		changed string
	}{
		{200, problem},
		{202, problem},
		{302, problem},
		{409, strings.Replace(problem, `"1"`, `null`, 1)},
		{409, strings.Replace(problem, `"title": "A", `, ``, 1)},
		{409, strings.Replace(problem, `"A"`, "\"\xff\"", 1)},
		{409, strings.Replace(problem, `"a",`, `"a", "customer_id": "nope",`, 1)},
	} {
		client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
			answer(w, test.status, "application/problem+json", test.changed)
		}))
		_, err := client.Accounts.GetAccount(ctx)
		isUnexpected(t, err, test.status)
	}
}
