using Azure.Core;
using Compliance.Functions.Platform;

namespace Compliance.Core.Tests.Platform;

public class TenantBusClientTests
{
    readonly List<string> asked = [];

    [Fact]
    public async Task CreateSender_ATenantsTopic_IsOpenedWithThatTenantsIdentityAndNoOther()
    {
        await using var bus = Bus();

        var sender = bus.CreateSender("acme/privacy-events");
        _ = bus.CreateSender("acme/recorder-commands");

        Assert.Equal("acme/privacy-events", sender.EntityPath);
        Assert.Equal("bus.example.net", sender.FullyQualifiedNamespace);
        Assert.Equal(["acme"], asked);
        _ = bus.CreateSender("globex/privacy-events");
        Assert.Equal(["acme", "globex"], asked);
    }

    [Theory]
    [InlineData("privacy-acks")]
    [InlineData("/privacy-events")]
    [InlineData("ACME/privacy-events")]
    [InlineData("acme/privacy-events/Subscriptions")]
    public async Task CreateSender_WhatIsNoTenantsTopic_IsRefusedBeforeAnyIdentityIsAsked(string entity)
    {
        await using var bus = Bus();

        Assert.Throws<ArgumentException>(() => bus.CreateSender(entity));
        Assert.Empty(asked);
    }

    [Fact]
    public async Task DisposeAsync_ClosesWhatWasOpened()
    {
        var bus = Bus();
        _ = bus.CreateSender("acme/privacy-events");

        await bus.DisposeAsync();

        Assert.True(bus.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => bus.CreateSender("acme/privacy-events"));
    }

    TenantBusClient Bus() => new("bus.example.net", tenant =>
    {
        asked.Add(tenant.ToString());
        return new NoToken();
    });

    sealed class NoToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is sent here.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is sent here.");
    }
}
