package customary

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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

	hints hints
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

	hints hints
}

// Hints are what the headers of an answer say about sending the request again, whatever its body is.
type hints struct {
	later   bool // the server did nothing, and says when to come back
	expired bool // the access token was refused (RFC 6750 §3.1), which another one might not be
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
	wait, waits := retryAfter(response.Header)
	hints := hints{
		later:   waits && (response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusServiceUnavailable),
		expired: response.StatusCode == http.StatusUnauthorized && hasInvalidToken(response.Header),
	}
	var undecodable error
	switch {
	case response.StatusCode == request.Status && answer == nil:
		return nil
	case response.StatusCode == request.Status:
		if undecodable = unmarshal(body, answer); undecodable == nil {
			return nil
		}
	case response.StatusCode >= 400 && mediaType == "application/problem+json":
		problem := ProblemError{
			Method:     request.Method,
			Path:       request.Path,
			Status:     response.StatusCode,
			RetryAfter: wait,
			hints:      hints,
		}
		if undecodable = unmarshal(body, &problem.Problem); undecodable == nil {
			return &problem
		}
	}
	return &UnexpectedResponseError{
		Method:     request.Method,
		Path:       request.Path,
		Status:     response.StatusCode,
		MediaType:  mediaType,
		Body:       body,
		RetryAfter: wait,
		Err:        undecodable,
		hints:      hints,
	}
}

// unmarshal is json.Unmarshal, but refuses what is not UTF-8, in place of which that puts U+FFFD.
func unmarshal(body []byte, into interface{}) error {
	if !utf8.Valid(body) {
		return errors.New("not UTF-8")
	}
	return json.Unmarshal(body, into)
}

// retryAfter reads the header (RFC 9110 §10.2.3), whose dates Customary does not send. So long a time that nobody waits
// for it becomes 68 years.
func retryAfter(header http.Header) (time.Duration, bool) {
	seconds, err := strconv.ParseUint(header.Get("Retry-After"), 10, 31)
	return time.Duration(seconds) * time.Second, err == nil || errors.Is(err, strconv.ErrRange)
}

// Parts of WWW-Authenticate (RFC 9110 §11.6.1): parameters with their values, schemes, and quoted text elsewhere.
var (
	challengePart = regexp.MustCompile(token + `[ \t]*=[ \t]*(?:"([^"]*)"|` + token + `)|` + token + `|"[^"]*"`)
	escaped       = regexp.MustCompile(`\\["\\]`)
)

const token = "([!#$%&'*+.^_`|~0-9A-Za-z-]+)"

// hasInvalidToken is whether a challenge says that the token is of no use any more.
func hasInvalidToken(header http.Header) bool {
	for _, challenges := range header.Values("WWW-Authenticate") {
		scheme := ""
		for _, part := range challengePart.FindAllStringSubmatch(escaped.ReplaceAllString(challenges, "_"), -1) {
			name, value := part[1], part[2]+part[3]
			switch {
			case part[4] != "":
				scheme = part[4]
			case strings.EqualFold(scheme, "Bearer") && strings.EqualFold(name, "error") && value == "invalid_token":
				return true
			}
		}
	}
	return false
}

func hintsOf(err error) (hints, time.Duration) {
	var problem *ProblemError
	var unexpected *UnexpectedResponseError
	switch {
	case errors.As(err, &problem):
		return problem.hints, problem.RetryAfter
	case errors.As(err, &unexpected):
		return unexpected.hints, unexpected.RetryAfter
	default:
		return hints{}, 0
	}
}

// isLater is whether to send the request again, and after how long.
func isLater(err error) (time.Duration, bool) {
	hints, wait := hintsOf(err)
	return wait, hints.later
}

func isExpired(err error) bool {
	hints, _ := hintsOf(err)
	return hints.expired
}
