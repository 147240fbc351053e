from customary_client import Customary, CustomerCreate, Registration

with Customary("http://127.0.0.1:8000") as client:
    client.accounts.register(Registration(email="ada@example.com", password="correct horse battery staple"))
    client.login("ada@example.com", "correct horse battery staple")
    customer = client.customers.create_customer(CustomerCreate(name="Mirela Vantorsen", email="mirela@vantorsen.example"))
    print(customer.id)
