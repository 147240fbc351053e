use customary_client::{Customary, models::CustomerCreate, models::Registration};

#[tokio::main]
async fn main() -> Result<(), customary_client::Error> {
    let client = Customary::new("http://127.0.0.1:8000")?;
    client.accounts().register(&Registration::new("ada@example.com", "correct horse battery staple")).await?;
    client.login("ada@example.com", "correct horse battery staple").await?;
    println!("{}", client.customers().create_customer(&CustomerCreate::new("Mirela Vantorsen")).await?.id);
    Ok(())
}
