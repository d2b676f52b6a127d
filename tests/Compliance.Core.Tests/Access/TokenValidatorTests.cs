using System.Security.Cryptography;
using System.Text;
using Compliance.Access;
using Compliance.Tenancy;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Core.Tests.Access;

public sealed class TokenValidatorTests
{
    readonly TestTokens tokens = new();

    [Fact]
    public async Task CheckAsync_GoodToken_GivesTenantSubjectRolesAndNoTeams()
    {
        var principal = await Valid(TestTokens.Sign());

        Assert.Equal(TenantId.Parse("acme"), principal.Tenant);
        Assert.Equal("subject-1", principal.Subject);
        Assert.Equal("Ann Agent", principal.Name);
        Assert.True(principal.Roles.SetEquals([Role.RecordingsRead, Role.AuditRead]));
        Assert.Equal(QueueScope.None, principal.Teams);
        Assert.DoesNotContain("Ann", principal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_StaticKeys_AreBelievedInsteadOfPublishedOnes()
    {
        tokens.Options.StaticKeys = TestTokens.StaticKeys();

        var check = await tokens.Validator(x => x.SigningKeys.Clear()).CheckAsync("bearer " + TestTokens.Sign());

        Assert.Null(check.Fault);
    }

    [Theory]
    [InlineData("\"agent-1\"", "null", "agent-1", false)]
    [InlineData("null", "\"*\"", null, true)]
    [InlineData("null", "\"call-1\"", null, false)]
    [InlineData("\"\"", "null", null, false)]
    public async Task CheckAsync_AgentAndCalls_AreTheReachOfADesktopOrABridge(string agentId, string calls, string? agent, bool all)
    {
        var principal = await Valid(TestTokens.Sign(x =>
        {
            x["agentId"] = System.Text.Json.Nodes.JsonNode.Parse(agentId)!;
            x["calls"] = System.Text.Json.Nodes.JsonNode.Parse(calls)!;
        }));

        Assert.Equal(new CallReach(agent, all), principal.Calls);
        Assert.Equal(all || agent is not null, principal.Calls.Any);
    }

    [Theory]
    [InlineData("\"billing\"", false, "billing")]
    [InlineData("[\"billing\",\"sales\"]", false, "billing,sales")]
    [InlineData("\"*\"", true, null)]
    [InlineData("[\"billing\",\"*\"]", true, null)]
    [InlineData("[]", false, "")]
    [InlineData("\"\"", false, "")]
    [InlineData("[1,true,null,{\"*\":\"*\"}]", false, "")]
    public async Task CheckAsync_Teams_AreATextOrAList(string teams, bool all, string? queues)
    {
        var principal = await Valid(TestTokens.Sign(x => x["teams"] = System.Text.Json.Nodes.JsonNode.Parse(teams)!));

        Assert.Equal(all, principal.Teams.All);
        Assert.Equal(all, principal.Teams.Reaches("support"));
        Assert.False(!all && principal.Teams.Reaches(null));
        if (queues is not null)
        {
            Assert.Equal(queues, string.Join(',', principal.Teams.Queues.Order(StringComparer.Ordinal)));
        }
    }

    [Theory]
    [InlineData("[\"Team.billing\",\"Recordings.Read\"]", false, "billing,sales")]
    [InlineData("[\"Team.*\"]", true, "*,sales")]
    [InlineData("[\"Team.\",\"team.billing\",\"Teams.billing\"]", false, "sales")]
    public async Task CheckAsync_TeamRoles_AreTeamsToo(string roles, bool all, string teams)
    {
        var principal = await Valid(TestTokens.Sign(x =>
        {
            x["roles"] = System.Text.Json.Nodes.JsonNode.Parse(roles)!;
            x["teams"] = "sales";
        }));

        Assert.Equal(all, principal.Teams.All);
        Assert.Equal(teams, string.Join(',', principal.Teams.Queues.Order(StringComparer.Ordinal)));
        Assert.All(principal.Roles, x => Assert.Equal(Role.RecordingsRead, x));
    }

    [Theory]
    [InlineData("\"Tenant.Admin\"", "TenantAdmin")]
    [InlineData("[\"tenant.admin\",\"TenantAdmin\",\"9\",\"Owner\"]", "")]
    [InlineData("[[\"Tenant.Admin\"]]", "")]
    [InlineData("null", "")]
    public async Task CheckAsync_Roles_AreKnownNamesOnly(string roles, string expected)
    {
        var principal = await Valid(TestTokens.Sign(x => x["roles"] = System.Text.Json.Nodes.JsonNode.Parse(roles)!));

        Assert.Equal(expected, string.Join(',', principal.Roles));
    }

    [Fact]
    public async Task CheckAsync_TokenWithoutRolesOrObjectId_HasNoneAndUsesTheSubject()
    {
        var principal = await Valid(TestTokens.Sign(x =>
        {
            x.Remove("roles");
            x.Remove("oid");
            x["sub"] = "app-7";
        }));

        Assert.Empty(principal.Roles);
        Assert.Equal("app-7", principal.Subject);
    }

    /// <summary>RFC 7515, 4.1.11.</summary>
    [Fact]
    public async Task CheckAsync_CriticalExtension_IsRefused()
    {
        var header = new Dictionary<string, object>(StringComparer.Ordinal) { ["crit"] = new[] { "b64" }, ["b64"] = true };

        Assert.Equal(TokenFault.Signature, await FaultOf(TestTokens.Sign(header: header)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Basic dXNlcjpwYXNz")]
    public async Task CheckAsync_NoBearerToken_IsMissing(string? header) =>
        Assert.Equal(TokenFault.Missing, (await tokens.Validator().CheckAsync(header)).Fault);

    [Theory]
    [InlineData("Bearer x")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer ")]
    public async Task CheckAsync_NoToken_IsMalformed(string header) =>
        Assert.Equal(TokenFault.Malformed, (await tokens.Validator().CheckAsync(header)).Fault);

    [Theory]
    [InlineData("exp", -61, TokenFault.Expired)]
    [InlineData("exp", -59, null)]
    [InlineData("nbf", 61, TokenFault.Expired)]
    [InlineData("nbf", 59, null)]
    public async Task CheckAsync_Lifetime_IsKeptToTheSkew(string claim, int seconds, TokenFault? fault)
    {
        var token = TestTokens.Sign(x => x[claim] = TestTokens.Now.AddSeconds(seconds).ToUnixTimeSeconds());

        Assert.Equal(fault, await FaultOf(token));
    }

    [Theory]
    [InlineData("exp", null, TokenFault.Expired)]
    [InlineData("aud", "api://other", TokenFault.Audience)]
    [InlineData("aud", null, TokenFault.Audience)]
    [InlineData("iss", "https://issuer.example/" + TestTokens.GlobexDirectory + "/v2.0", TokenFault.Issuer)]
    [InlineData("iss", "https://other.example/" + TestTokens.AcmeDirectory + "/v2.0", TokenFault.Issuer)]
    [InlineData("iss", "https://issuer.example/{tenantid}/v2.0", TokenFault.Issuer)]
    [InlineData("iss", null, TokenFault.Issuer)]
    [InlineData("tid", TestTokens.GlobexDirectory, TokenFault.Issuer)]
    [InlineData("tid", null, TokenFault.Issuer)]
    [InlineData("oid", null, TokenFault.Subject)]
    [InlineData("oid", "", TokenFault.Subject)]
    public async Task CheckAsync_OneClaimWrong_IsRefused(string claim, string? value, TokenFault fault)
    {
        var token = TestTokens.Sign(x =>
        {
            x.Remove(claim);
            if (value is not null)
            {
                x[claim] = value;
            }
        });

        Assert.Equal(fault, await FaultOf(token));
    }

    [Fact]
    public async Task CheckAsync_DirectoryOfNoTenant_IsRefused()
    {
        const string stranger = "5b2f4d0e-6a52-4d8f-9d6f-0c7b1f3c0aff";

        var token = TestTokens.Sign(x =>
        {
            x["tid"] = stranger;
            x["iss"] = $"https://issuer.example/{stranger}/v2.0";
        });

        Assert.Equal(TokenFault.Directory, await FaultOf(token));
    }

    [Fact]
    public async Task CheckAsync_ForgedWithAnotherKeyOfTheSameId_IsRefused()
    {
        using var other = RSA.Create(2048);

        var token = TestTokens.Sign(with: new SigningCredentials(new RsaSecurityKey(other) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256));

        Assert.Equal(TokenFault.Signature, await FaultOf(token));
    }

    [Fact]
    public async Task CheckAsync_SignedByAnUnknownKey_IsRefused()
    {
        using var other = RSA.Create(2048);

        var token = TestTokens.Sign(with: new SigningCredentials(new RsaSecurityKey(other) { KeyId = "k2" }, SecurityAlgorithms.RsaSha256));

        Assert.Equal(TokenFault.Signature, await FaultOf(token));
    }

    [Fact]
    public async Task CheckAsync_KeyPublishedForAnotherIssuer_IsRefused()
    {
        var set = JsonWebKeySet.Create(TestTokens.StaticKeys());
        set.Keys[0].AdditionalData["issuer"] = $"https://issuer.example/{TestTokens.GlobexDirectory}/v2.0";

        var check = await tokens.Validator(x => x.JsonWebKeySet = set).CheckAsync("Bearer " + TestTokens.Sign());

        Assert.Equal(TokenFault.Signature, check.Fault);
        set.Keys[0].AdditionalData["issuer"] = "https://issuer.example/{tenantid}/v2.0";
        Assert.Null((await tokens.Validator(x => x.JsonWebKeySet = set).CheckAsync("Bearer " + TestTokens.Sign())).Fault);
    }

    [Fact]
    public async Task CheckAsync_AlgorithmNone_IsRefused()
    {
        var parts = TestTokens.Sign().Split('.');
        var header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");

        Assert.Equal(TokenFault.Signature, await FaultOf($"{header}.{parts[1]}."));
        Assert.Equal(TokenFault.Signature, await FaultOf($"{header}.{parts[1]}.{parts[2]}"));
    }

    [Fact]
    public async Task CheckAsync_Hs256WithThePublicKey_IsRefused()
    {
        var parts = TestTokens.Sign().Split('.');
        var signed = Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"JWT","kid":"k1"}""") + "." + parts[1];
        var mac = HMACSHA256.HashData(TestTokens.PublicKeyAsSecret(), Encoding.ASCII.GetBytes(signed));

        Assert.Equal(TokenFault.Signature, await FaultOf($"{signed}.{Base64UrlEncoder.Encode(mac)}"));
    }

    [Fact]
    public async Task CheckAsync_AlgorithmOutsideTheList_IsRefused()
    {
        var pss = TestTokens.Sign(with: new SigningCredentials(TestTokens.Key, SecurityAlgorithms.RsaSsaPssSha256));

        Assert.Equal(TokenFault.Signature, await FaultOf(pss));
        tokens.Options.Algorithms.Add(SecurityAlgorithms.RsaSsaPssSha256);
        Assert.Null(await FaultOf(pss));
    }

    [Fact]
    public async Task CheckAsync_PayloadChanged_IsRefused()
    {
        var parts = TestTokens.Sign().Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("Audit.Read", "Legal.Holds", StringComparison.Ordinal);

        Assert.Equal(TokenFault.Signature, await FaultOf($"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}"));
    }

    [Fact]
    public async Task CheckAsync_HugeToken_IsRefused() =>
        Assert.Equal(TokenFault.Malformed, await FaultOf(TestTokens.Sign(x => x["pad"] = new string('x', 20_000))));

    async Task<Principal> Valid(string token)
    {
        var check = await tokens.Validator().CheckAsync("Bearer " + token);
        Assert.Null(check.Fault);
        return check.Principal!;
    }

    async Task<TokenFault?> FaultOf(string token) => (await tokens.Validator().CheckAsync("Bearer " + token)).Fault;
}
