package customary_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	customary "github.com/customary/customary/clients/go"
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
