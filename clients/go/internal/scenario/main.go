// Command scenario does, step by step, what clients/SCENARIO.md says.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"reflect"
	"sync"
	"time"

	customary "github.com/customary/customary/clients/go"
	"github.com/customary/customary/clients/go/api"
)

const (
	email    = "ada@example.com"
	password = "correct horse battery staple"
)

var ctx = context.Background()

func main() {
	log.SetFlags(log.Lshortfile)
	s := &scenario{client: customary.New(os.Getenv("CUSTOMARY_URL")), ids: map[string]string{}}
	for _, step := range []struct {
		heading string
		do      func()
	}{
		{"1. Register", s.register},
		{"2. Log in", s.logIn},
		{"3. Create 60 customers", s.create},
		{"4. Iterate over all by page", s.iterateByPage},
		{"5. Iterate over all by cursor", s.iterateByCursor},
		{"6. Search", s.search},
		{"7. Update", s.update},
		{"8. A validation error", s.invalid},
		{"9. A duplicate", s.duplicate},
		{"10. An expired token", s.expired},
		{"11. A busy server", s.busy},
		{"12. Delete", s.delete},
		{"13. Log out", s.logOut},
	} {
		step.do()
		fmt.Println(step.heading)
	}
}

type scenario struct {
	client  *customary.Client
	account *api.Account
	ids     map[string]string // of customers, by their names
}

func (s *scenario) register() {
	registration := api.NewRegistration(email, password)
	registration.SetName("Ada Brander")
	registration.SetOrganization("Brander & Sons Trading")
	registration.SetCountry("CH")
	account, err := s.client.Accounts.Register(ctx, registration)
	check(err)
	equal("role", account.Role, "admin")
	equal("country", account.Organization.GetCountry(), "CH")
	age := time.Since(account.CreatedAt)
	holds("created_at is of now", -time.Minute < age && age < time.Minute)
	s.account = account
}

func (s *scenario) logIn() {
	check(s.client.Login(ctx, email, password))
	s.isLoggedIn()
	isProblem(s.client.Login(ctx, email, "wrong"), 401)
	s.isLoggedIn()
}

func (s *scenario) isLoggedIn() {
	account, err := s.client.Accounts.GetAccount(ctx)
	check(err)
	equal("id of the account", account.Id, s.account.Id)
}

func names() []string {
	names := make([]string, 60)
	for i := range names {
		names[i] = fmt.Sprintf("Customer %02d", i+1)
	}
	return names
}

func (s *scenario) create() {
	seen := map[string]bool{}
	for i, name := range names() {
		number := i + 1
		customer := api.NewCustomerCreate(name)
		customer.SetEmail(fmt.Sprintf("customer-%02d@example.com", number))
		customer.SetCompany([]string{"Zeta", "Acme"}[number%2])
		if number == 1 {
			customer.SetPhone("044 668 18 00")
		}
		created, err := s.client.Customers.CreateCustomer(ctx, customer)
		check(err)
		equal("version", created.Version, int64(1))
		if number == 1 {
			equal("phone", created.GetPhone(), "+41446681800")
		}
		seen[created.Id] = true
		s.ids[name] = created.Id
	}
	equal("different ids", len(seen), 60)
}

func (s *scenario) iterate(paging customary.Paging, pageSize int32) []string {
	var found []string
	customers := s.client.IterateCustomers(paging, &api.FetchCustomersQuery{
		Sort:     api.CustomerSortName.Ptr(),
		PageSize: api.PtrInt32(pageSize),
	})
	for customers.Next(ctx) {
		found = append(found, customers.Customer().Name)
	}
	check(customers.Err())
	return found
}

func (s *scenario) iterateByPage() {
	equal("customers", s.iterate(customary.ByPage, 25), names())
}

func (s *scenario) iterateByCursor() {
	equal("customers", s.iterate(customary.ByCursor, 7), names())
}

func (s *scenario) search() {
	page, err := s.client.Customers.FetchCustomers(ctx, &api.FetchCustomersQuery{Q: api.PtrString("customer 07")})
	check(err)
	equal("customers found", len(page.Items), 1)
	equal("name", page.Items[0].Name, "Customer 07")
	equal("total", page.GetTotal(), int64(1))

	count := 0
	customers := s.client.IterateCustomers(customary.ByCursor, &api.FetchCustomersQuery{Company: api.PtrString("Zeta")})
	for ; customers.Next(ctx); count++ {
		equal("company", customers.Customer().GetCompany(), "Zeta")
	}
	check(customers.Err())
	equal("customers of Zeta", count, 30)
}

func (s *scenario) update() {
	change := api.NewCustomerUpdate()
	change.SetNotes("Prefers e-mail.")
	change.SetCompanyNil()
	updated, err := s.client.Customers.UpdateCustomer(ctx, s.ids["Customer 07"], change)
	check(err)
	equal("version", updated.Version, int64(2))
	equal("notes", updated.GetNotes(), "Prefers e-mail.")
	equal("company", updated.Company.Get(), (*string)(nil))
	equal("name", updated.Name, "Customer 07")
	equal("email", updated.GetEmail(), "customer-07@example.com")

	got, err := s.client.Customers.GetCustomer(ctx, updated.Id)
	check(err)
	equal("what GetCustomer answers", got, updated)
}

func (s *scenario) invalid() {
	customer := api.NewCustomerCreate(" ")
	customer.SetEmail("nobody")
	_, err := s.client.Customers.CreateCustomer(ctx, customer)
	problem := isProblem(err, 400)
	codes := map[string]string{}
	for _, found := range problem.Problem.Errors {
		codes[found.GetPointer()] = found.Code
	}
	equal("errors", len(problem.Problem.Errors), 2)
	equal("codes", codes, map[string]string{"/name": "invalid_format", "/email": "invalid_format"})
	holds("there is a request_id", problem.Problem.RequestId != "")
}

func (s *scenario) duplicate() {
	customer := api.NewCustomerCreate("Another")
	customer.SetEmail("CUSTOMER-01@example.com")
	_, err := s.client.Customers.CreateCustomer(ctx, customer)
	problem := isProblem(err, 409)
	equal("errors", len(problem.Problem.Errors), 1)
	found := problem.Problem.Errors[0]
	equal("pointer", found.GetPointer(), "/email")
	equal("code", found.Code, "duplicate")
	equal("customer_id", found.GetCustomerId(), s.ids["Customer 01"])
}

func (s *scenario) expired() {
	before := s.client.AccessToken()
	time.Sleep(3 * time.Second)
	var calls sync.WaitGroup
	for i := 0; i < 5; i++ {
		calls.Add(1)
		go func() {
			defer calls.Done()
			s.isLoggedIn()
		}()
	}
	calls.Wait()
	holds("there is another access token", s.client.AccessToken() != "" && s.client.AccessToken() != before)
}

func (s *scenario) busy() {
	begun := time.Now()
	_, err := customary.New(os.Getenv("CUSTOMARY_BUSY_URL")).Accounts.Register(ctx, api.NewRegistration("ben@example.com", password))
	check(err)
	holds("it took at least a second", time.Since(begun) >= time.Second)
}

func (s *scenario) delete() {
	id := s.ids["Customer 60"]
	check(s.client.Customers.DeleteCustomer(ctx, id))
	_, err := s.client.Customers.GetCustomer(ctx, id)
	isProblem(err, 404)
	equal("customers", s.iterate(customary.ByCursor, 7), names()[:59])
}

func (s *scenario) logOut() {
	kept := s.client.AccessToken()
	check(s.client.Logout(ctx))
	_, err := s.client.Accounts.GetAccount(ctx)
	isProblem(err, 401)
	other := customary.New(os.Getenv("CUSTOMARY_URL"), customary.WithAccessToken(kept))
	_, err = other.Accounts.GetAccount(ctx)
	isProblem(err, 401)
	check(other.Logout(ctx))
}

func check(err error) {
	if err != nil {
		fail(err)
	}
}

func isProblem(err error, status int) *customary.ProblemError {
	var problem *customary.ProblemError
	if !errors.As(err, &problem) {
		fail(fmt.Sprintf("no problem, but %v", err))
	}
	equal("status", problem.Status, status)
	return problem
}

func equal(what string, found, wanted interface{}) {
	if !reflect.DeepEqual(found, wanted) {
		fail(fmt.Sprintf("%s: %v instead of %v", what, found, wanted))
	}
}

func holds(what string, is bool) {
	if !is {
		fail("not so: " + what)
	}
}

// fail ends the run, and names the line of the check.
func fail(why interface{}) {
	_ = log.Output(3, fmt.Sprint(why))
	os.Exit(1)
}
