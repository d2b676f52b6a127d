using Compliance.Access;
using Compliance.Local.Tokens;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Compliance.Local.Tests.Hosting;

public sealed class LocalTokensTests : IDisposable
{
    static readonly TenantId Acme = TenantId.Parse("acme");

    readonly TemporaryFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_local_token_passes_the_validation_that_Azure_uses()
    {
        using var key = await LocalTokenKey.OpenAsync(folder.Path, Cancellation);
        var issued = new LocalTokens(key, TimeProvider.System).Issue(
            new TokenRequest(Acme, ["Recordings.Read"], ["billing"], "agent-7", "Ada"));

        var principal = (await Validator(key).CheckAsync("Bearer " + issued.Token)).Principal;

        Assert.NotNull(principal);
        Assert.Equal((Acme, "agent-7", "Ada"), (principal.Tenant, principal.Subject, principal.Name));
        Assert.Equal([Role.RecordingsRead], principal.Roles);
        Assert.True(principal.Teams.Reaches("billing"));
        Assert.False(principal.Teams.Reaches("sales"));
    }

    [Fact]
    public async Task A_token_of_another_data_folder_is_refused()
    {
        using var other = new TemporaryFolder();
        using var key = await LocalTokenKey.OpenAsync(folder.Path, Cancellation);
        using var forged = await LocalTokenKey.OpenAsync(other.Path, Cancellation);
        var token = new LocalTokens(forged, TimeProvider.System).Issue(new TokenRequest(Acme)).Token;

        Assert.Null((await Validator(key).CheckAsync("Bearer " + token)).Principal);
    }

    [Fact]
    public async Task Open_Again_SameKey()
    {
        using var first = await LocalTokenKey.OpenAsync(folder.Path, Cancellation);
        using var second = await LocalTokenKey.OpenAsync(folder.Path, Cancellation);

        Assert.Equal(first.PublicKeys, second.PublicKeys);
    }

    [Fact]
    public async Task A_host_that_is_started_again_in_the_same_process_issues_tokens()
    {
        for (var host = 0; host < 2; host++)
        {
            using var key = await LocalTokenKey.OpenAsync(folder.Path, Cancellation);
            var token = new LocalTokens(key, TimeProvider.System).Issue(new TokenRequest(Acme)).Token;

            Assert.NotNull((await Validator(key).CheckAsync("Bearer " + token)).Principal);
        }
    }

    static TokenValidator Validator(LocalTokenKey key)
    {
        var access = new AccessOptions { Issuer = LocalTokens.Issuer, StaticKeys = key.PublicKeys };
        access.Audiences.Add(LocalTokens.Audience);
        access.Algorithms.Add("ES256");
        var tenancy = new TenancyOptions();
        tenancy.Tenants["acme"] = new TenantRegistration { DirectoryId = LocalTokens.DirectoryOf(Acme) };
        return new TokenValidator(
            Options.Create(access), Options.Create(tenancy),
                new StaticConfigurationManager<OpenIdConnectConfiguration>(new()), TimeProvider.System);
    }
}
