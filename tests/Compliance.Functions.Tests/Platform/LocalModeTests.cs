using Compliance.Functions.Platform;
using Microsoft.Extensions.Configuration;

namespace Compliance.Functions.Tests.Platform;

public sealed class LocalModeTests
{
    [Theory]
    [InlineData("IDENTITY_ENDPOINT", "http://169.254.130.2:8081/msi/token")]
    [InlineData("MSI_ENDPOINT", "http://127.0.0.1:41056/msi/token")]
    [InlineData("WEBSITE_SITE_NAME", "compliance")]
    [InlineData("WEBSITE_INSTANCE_ID", "0199")]
    [InlineData("WEBSITE_HOSTNAME", "compliance.azurewebsites.net")]
    public void IsAsked_WithWhatOnlyAzureSets_Refuses(string name, string value)
    {
        var fault = Assert.Throws<InvalidOperationException>(
            () => LocalMode.IsAsked(Settings((name, value), ("Compliance:Local:Tenants", "acme"))));

        Assert.StartsWith(
            $"Compliance:Local is for one machine, and {name} says that this is Azure", fault.Message, StringComparison.Ordinal);
        Assert.False(LocalMode.IsAsked(Settings((name, value))));
    }

    [Theory]
    [InlineData("localhost:7071")]
    [InlineData("127.0.0.1:7071")]
    [InlineData("0.0.0.0:7071")]
    public void IsAsked_WithTheCoreToolsOwnAddress_IsLocal(string address) =>
        Assert.True(LocalMode.IsAsked(Settings(("WEBSITE_HOSTNAME", address), ("Compliance:Local:Tenants", "acme"))));

    static IConfiguration Settings(params (string Name, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(x => x.Name, x => (string?)x.Value)).Build();
}
