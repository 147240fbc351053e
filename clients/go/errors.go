package customary

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/customary/customary/clients/go/api"
)

// A ProblemError is an answer that is a problem (RFC 9457): the server did not do what it was asked for, and says why.
// Find it with [errors.As].
type ProblemError struct {
	Method, Path string
	Status       int
	// Problem says what is wrong. Its Errors list everything that is wrong with the request.
	Problem api.Problem
	// RetryAfter is how long the server asks to wait; 0 where it does not say.
	RetryAfter time.Duration

	challenge string // the header WWW-Authenticate
}

// Error has all that the problem says, for a log.
func (e *ProblemError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "customary: %s %s: %d %s: %s", e.Method, e.Path, e.Status, e.Problem.Title, e.Problem.Detail)
	for _, found := range e.Problem.Errors {
		fmt.Fprintf(&text, " [%s%s %s: %s]", found.GetPointer(), found.GetParameter(), found.Code, found.Detail)
	}
	fmt.Fprintf(&text, " (request %s)", e.Problem.RequestId)
	return text.String()
}

// An UnexpectedResponseError is an answer that the document does not know: from a proxy, for instance.
// Find it with [errors.As].
type UnexpectedResponseError struct {
	Method, Path string
	Status       int
	MediaType    string
	Body         []byte
	// RetryAfter is how long to wait, as the answer says; 0 where it does not.
	RetryAfter time.Duration
	// Err is why the body could not be decoded; nil where it was not tried.
	Err error
}

// Error has the beginning of the body, but not of a success: that may have tokens.
func (e *UnexpectedResponseError) Error() string {
	const shown = 200 // bytes
	text := fmt.Sprintf("customary: %s %s: unexpected answer: %d %s, %d bytes of %q", e.Method, e.Path, e.Status,
		http.StatusText(e.Status), len(e.Body), e.MediaType)
	switch {
	case e.Err != nil:
		text += ": " + e.Err.Error()
	case e.Status >= 300 && len(e.Body) > shown:
		text += fmt.Sprintf(": %q…", e.Body[:shown])
	case e.Status >= 300:
		text += fmt.Sprintf(": %q", e.Body)
	}
	return text
}

// Unwrap is Err.
func (e *UnexpectedResponseError) Unwrap() error {
	return e.Err
}

// decode reads the body of the answer that the request is to have, and makes an error of any other.
func decode(request *api.Request, response *http.Response, body []byte, answer interface{}) error {
	mediaType, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	var undecodable error
	switch {
	case response.StatusCode == request.Status && answer == nil:
		return nil
	case response.StatusCode == request.Status && mediaType == "application/json":
		if undecodable = json.Unmarshal(body, answer); undecodable == nil {
			return nil
		}
	case response.StatusCode >= 400 && mediaType == "application/problem+json":
		problem := ProblemError{
			Method:     request.Method,
			Path:       request.Path,
			Status:     response.StatusCode,
			RetryAfter: retryAfter(response.Header),
			challenge:  response.Header.Get("WWW-Authenticate"),
		}
		if undecodable = json.Unmarshal(body, &problem.Problem); undecodable == nil {
			return &problem
		}
	}
	return &UnexpectedResponseError{
		Method:     request.Method,
		Path:       request.Path,
		Status:     response.StatusCode,
		MediaType:  mediaType,
		Body:       body,
		RetryAfter: retryAfter(response.Header),
		Err:        undecodable,
	}
}

// retryAfter reads the header (RFC 9110 §10.2.3). Customary sends seconds; what stands before it may send a date.
func retryAfter(header http.Header) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil && time.Until(date) > 0 {
		return time.Until(date)
	}
	return 0
}

// isLater is whether the server did nothing, and after how long it wants to be asked again.
func isLater(err error) (time.Duration, bool) {
	var problem *ProblemError
	var unexpected *UnexpectedResponseError
	var status int
	var wait time.Duration
	switch {
	case errors.As(err, &problem):
		status, wait = problem.Status, problem.RetryAfter
	case errors.As(err, &unexpected):
		status, wait = unexpected.Status, unexpected.RetryAfter
	}
	return wait, wait > 0 && (status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable)
}

// isExpired is whether the access token was refused (RFC 6750 §3.1), which another one might not be.
func isExpired(err error) bool {
	var problem *ProblemError
	return errors.As(err, &problem) && problem.Status == http.StatusUnauthorized &&
		strings.Contains(problem.challenge, `error="invalid_token"`)
}
