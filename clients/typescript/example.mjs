import { Customary } from 'customary-client';

const client = new Customary('http://127.0.0.1:8000');
const ada = { email: 'ada@example.com', password: 'correct horse battery staple' };
await client.accounts.register({ registration: ada });
await client.login(ada.email, ada.password);
const customer = await client.customers.createCustomer({ customerCreate: { name: 'Mirela Vantorsen' } });
console.log(customer.id);
