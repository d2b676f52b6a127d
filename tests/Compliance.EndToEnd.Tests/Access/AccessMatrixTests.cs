using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Compliance.Access;
using Compliance.EndToEnd.Tests.Contract;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Tokens;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.EndToEnd.Tests.Access;

/// <summary>Every route with every token that is not good enough.</summary>
public sealed class AccessMatrixTests(SharedHost host)
{
    const string Unserved = "umbrella";

    /// <summary>Locally the officer may do what handlers and approvers may (openapi.yaml).</summary>
    static readonly string[] ActedForByOfficer = ["Privacy.Handler", "Privacy.Approver"];

    public static TheoryData<string> Guarded => [.. Route.All.Where(x => !x.Anonymous).Select(x => x.ToString())];

    [Fact]
    public void There_are_routes_and_only_health_keys_the_contract_assets_and_pages_for_people_are_open()
    {
        string[] open =
        [
            "GET /api/health", "GET /api/openapi.json", "GET /api/openapi.yaml", "GET /api/tenants/{tenant}/keys",
            "GET /assets/card-guard.js", "GET /assets/explorer.css", "GET /assets/explorer.html", "GET /assets/explorer.js",
            "GET /p/{tenant}", "GET /p/{tenant}/{token}", "HEAD /assets/card-guard.js", "POST /p/{tenant}", "POST /p/{tenant}/{token}",
        ];
        Assert.True(Route.All.Count > 50);
        Assert.Equal(open, Route.All.Where(x => x.Anonymous).Select(x => x.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Without_a_good_token_it_is_401_whether_the_tenant_exists_or_not(string route)
    {
        var (called, everything) = (Find(route), RoleNames.ByName.Keys.ToArray());
        foreach (var (what, header) in BadTokens(everything))
        {
            var here = await CallAsync(called, "acme", header);
            ExpectProblem(called, here, HttpStatusCode.Unauthorized);
            Assert.StartsWith("Bearer", here.Header("WWW-Authenticate"), StringComparison.Ordinal);
            Assert.True(Same(here, await CallAsync(called, Unserved, header)), what);
        }
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task With_another_tenants_token_it_is_403_whether_the_tenant_exists_or_not(string route)
    {
        var called = Find(route);
        if (!called.HasTenant)
        {
            return;
        }

        var stranger = "Bearer " + await host.Api.TokenAsync("globex", [.. RoleNames.ByName.Keys], ["*"]);
        var here = await CallAsync(called, "acme", stranger);

        ExpectProblem(called, here, HttpStatusCode.Forbidden);
        foreach (var tenant in (string[])[Unserved, "landing", "acmekeys", "ACME", "a", "..%2facme"])
        {
            var there = await CallAsync(called, tenant, stranger);
            Assert.True(Same(here, there), $"{tenant}: {(int)there.Status} {there.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Without_a_role_or_with_a_wrong_one_it_is_403_and_with_a_right_one_it_is_not(string route)
    {
        var called = Find(route);
        var roleless = await CallAsync(called, "acme", "Bearer " + await host.Api.TokenAsync("acme", []));
        ExpectProblem(called, roleless, HttpStatusCode.Forbidden);
        Assert.All(
            called.Roles, role => Assert.True(called.Method == "HEAD" || roleless.Text.Contains(role, StringComparison.Ordinal), role));

        foreach (var role in RoleNames.ByName.Keys)
        {
            var may = called.Roles.Contains(role, StringComparer.Ordinal)
                || (role == "Privacy.Officer" && called.Roles.Intersect(ActedForByOfficer, StringComparer.Ordinal).Any());
            var answer = await CallAsync(called, "acme", "Bearer " + await host.Api.TokenAsync("acme", [role], ["*"]));
            if (may)
            {
                Assert.False(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{role}: {answer.Text}");
                Assert.True((int)answer.Status < 500, $"{role}: {answer.Text} {answer.Faults}");
            }
            else
            {
                Assert.True(Same(roleless, answer), $"{role}: {(int)answer.Status}");
            }
        }
    }

    IEnumerable<(string What, string? Header)> BadTokens(IReadOnlyList<string> roles)
    {
        var key = host.App.Host.Services.GetRequiredService<LocalTokenKey>().Credentials;
        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = new SigningCredentials(new ECDsaSecurityKey(strange) { KeyId = key.Key.KeyId }, SecurityAlgorithms.EcdsaSha256);
        var good = Token(roles, key);
        var (head, body) = (good.Split('.')[0], good.Split('.')[1]);
        var none = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        return
        [
            ("no token", null),
            ("empty", "Bearer "),
            ("another scheme", "Basic YTpi"),
            ("no token at all", "Bearer nothing"),
            ("expired", "Bearer " + Token(roles, key, from: -3, until: -2)),
            ("not yet", "Bearer " + Token(roles, key, from: 2, until: 3)),
            ("forged", "Bearer " + Token(roles, forged)),
            ("unsigned", $"Bearer {none}.{body}."),
            ("signature cut", $"Bearer {head}.{body}."),
            ("body changed", $"Bearer {head}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(body) + " ")}.{good.Split('.')[2]}"),
            ("another audience", "Bearer " + Token(roles, key, audience: "api://another")),
            ("another issuer", "Bearer " + Token(roles, key, issuer: "https://sts.example.org/")),
            ("an unknown directory", "Bearer " + Token(roles, key, tenant: Unserved)),
        ];
    }

    static string Token(
        IReadOnlyList<string> roles, SigningCredentials key, int from = -1, int until = 1, string? audience = null, string? issuer = null,
            string tenant = "acme")
    {
        var (now, directory) = (TimeProvider.System.GetUtcNow().UtcDateTime, LocalTokens.DirectoryOf(TenantId.Parse(tenant)));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? LocalTokens.Issuer.Replace("{tenantid}", directory, StringComparison.Ordinal),
            Audience = audience ?? LocalTokens.Audience,
            IssuedAt = now.AddHours(from),
            NotBefore = now.AddHours(from),
            Expires = now.AddHours(until),
            Claims = new Dictionary<string, object>(
                StringComparer.Ordinal) { ["tid"] = directory, ["oid"] = "somebody", ["roles"] = roles, ["teams"] = new[] { "*" } },
            SigningCredentials = key,
        });
    }

    Task<Answer> CallAsync(Route route, string tenant, string? authorization)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { [Session.Purpose] = "quality" };
        if (authorization is not null)
        {
            headers["Authorization"] = authorization;
        }

        return host.Api.SendAsync(
            new HttpMethod(route.Method), route.Path(tenant), route.Method is "GET" or "HEAD" or "DELETE"
                ? null : new JsonObject(), headers: headers);
    }

    /// <summary>An answer to HEAD has no body.</summary>
    static void ExpectProblem(Route route, Answer answer, HttpStatusCode status)
    {
        if (route.Method == "HEAD")
        {
            answer.Expect(status);
        }
        else
        {
            answer.ExpectProblem(status);
        }
    }

    static Route Find(string route) => Route.All.First(x => x.ToString() == route);

    /// <summary>Status, headers that tell, and body, but for the trace id.</summary>
    static bool Same(Answer one, Answer other) =>
        one.Status == other.Status
        && one.Header("WWW-Authenticate") == other.Header("WWW-Authenticate")
        && Telling(one) == Telling(other);

    static string Telling(Answer answer)
    {
        if (answer.Body.Length == 0)
        {
            return "";
        }

        var body = answer.Json.AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }
}
