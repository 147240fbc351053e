package customary_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	customary "github.com/customary/customary/clients/go"
)

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
		{status: 503, retryAfter: "0", sent: 3},
		{status: 429, retryAfter: "01", sent: 3, seconds: 2},
		{status: 503, retryAfter: "soon", sent: 1},
		{status: 503, retryAfter: "+1", sent: 1},
		{status: 503, retryAfter: "-1", sent: 1},
		{status: 503, retryAfter: "1.0", sent: 1},
		{status: 503, retryAfter: time.Now().Add(2 * time.Second).UTC().Format(http.TimeFormat), sent: 1},
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
