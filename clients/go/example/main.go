package main

import (
	"context"
	"fmt"
	"log"

	customary "github.com/customary/customary/clients/go"
	"github.com/customary/customary/clients/go/api"
)

func main() {
	ctx, client := context.Background(), customary.New("http://127.0.0.1:8000")
	email, password := "ada@example.com", "correct horse battery staple"
	_, err := client.Accounts.Register(ctx, api.NewRegistration(email, password))
	check(err)
	check(client.Login(ctx, email, password))
	customer, err := client.Customers.CreateCustomer(ctx, api.NewCustomerCreate("Mirela Vantorsen"))
	check(err)
	fmt.Println(customer.Id)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
