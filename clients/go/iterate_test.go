package customary_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	customary "github.com/customary/customary/clients/go"
	"github.com/customary/customary/clients/go/api"
)

// customers answers with pages of two of five customers.
func customers(asked *[]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
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
				"id": fmt.Sprintf("0198c2f3-1d20-7a44-b1c2-%012d", i), "name": fmt.Sprint(i), "email": nil, "phone": nil, "company": nil, "address": nil, "city": nil, "region": nil,
				"postal_code": nil, "country": nil, "notes": nil, "version": 9007199254740991,
				"created_at": "2026-03-02T09:30:00.000Z", "updated_at": "2026-03-02T09:30:00.000Z",
			})
		}
		if page["items"] = items; first+2 < 5 {
			page["next_cursor"] = fmt.Sprint(first + 2)
		}
		body, _ := json.Marshal(page)
		answer(w, 200, "application/json", string(body))
	}
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
		client := customary.New(serve(t, customers(&asked)))
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
	var asked []string
	pages, requests := customers(&asked), 0
	client := customary.New(serve(t, func(w http.ResponseWriter, r *http.Request) {
		if requests++; requests == 2 {
			answerProblem(w, 500, "broken")
			return
		}
		pages.ServeHTTP(w, r)
	}))
	found := client.IterateCustomers(customary.ByCursor, nil)
	for _, wanted := range []bool{true, true, false, false} {
		equal(t, "Next", found.Next(ctx), wanted)
	}
	isProblem(t, found.Err(), 500)
	equal(t, "requests", requests, 2)
}
