import io.github.customary.client.*;

public class Example {
    public static void main(String[] arguments) {
        var client = new Customary("http://127.0.0.1:8000");
        client.accounts().register(new Registration("ada@example.com", "seven lanterns at sea"));
        client.login("ada@example.com", "seven lanterns at sea");
        System.out.println(client.customers().createCustomer(new CustomerCreate("Mirela")).id());
    }
}
