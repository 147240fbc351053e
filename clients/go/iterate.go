package customary

import (
	"context"

	"github.com/customary/customary/clients/go/api"
)

// Paging is how an iteration goes from page to page.
type Paging int

const (
	// ByCursor skips nothing and shows nothing twice while others create and delete customers.
	ByCursor Paging = iota
	// ByPage counts pages.
	ByPage
)

// A CustomerIterator goes through all customers that a query finds:
//
//	customers := client.IterateCustomers(customary.ByCursor, nil)
//	for customers.Next(ctx) {
//		fmt.Println(customers.Customer().Name)
//	}
//	if err := customers.Err(); err != nil {
//		return err
//	}
//
// It is for one goroutine.
type CustomerIterator struct {
	groups  *api.Groups
	paging  Paging
	query   api.FetchCustomersQuery
	items   []api.Customer
	current api.Customer
	last    bool // no page comes after that of items
	err     error
}

// IterateCustomers goes through all customers that the query finds, from its page on if it has one; nil finds all. A page
// is fetched when its first customer is asked for.
func (c *Client) IterateCustomers(paging Paging, query *api.FetchCustomersQuery) *CustomerIterator {
	iterator := &CustomerIterator{groups: &c.Groups, paging: paging}
	if query != nil {
		iterator.query = *query
	}
	if iterator.query.Total == nil {
		iterator.query.Total = api.TotalModeNone.Ptr() // Nobody sees it, so nothing need be counted.
	}
	if paging == ByPage && iterator.query.Page == nil {
		iterator.query.Page = api.PtrInt32(1)
	}
	return iterator
}

// Next goes to the next customer. It is false where there is none, or Err says why it can't be fetched.
func (i *CustomerIterator) Next(ctx context.Context) bool {
	for len(i.items) == 0 {
		if i.last || i.err != nil {
			return false
		}
		i.fetch(ctx)
	}
	i.current, i.items = i.items[0], i.items[1:]
	return true
}

func (i *CustomerIterator) fetch(ctx context.Context) {
	page, err := i.groups.Customers.FetchCustomers(ctx, &i.query)
	if err != nil {
		i.err = err
		return
	}
	i.items = page.Items
	next := page.NextCursor.Get()
	switch {
	case next == nil:
		i.last = true
	case i.paging == ByPage:
		i.query.Page = api.PtrInt32(*i.query.Page + 1)
	default:
		i.query.Page, i.query.Cursor = nil, next
	}
}

// Customer is the one that Next went to.
func (i *CustomerIterator) Customer() *api.Customer {
	customer := i.current
	return &customer
}

// Err is why Next ended before the last customer; nil if it did not.
func (i *CustomerIterator) Err() error {
	return i.err
}
