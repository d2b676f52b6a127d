using System.Text;
using System.Text.Json;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Functions.Access;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.Access;

/// <summary>The middleware in front of the application's own functions.</summary>
public sealed class AccessMiddlewareTests(AzuriteFixture azurite)
{
    readonly TestTokens tokens = new();
    readonly RecordedAudit audit = new();
    FunctionCalled? called;
    RefusalAudit? refusals;

    sealed record FunctionCalled(Caller? Caller, TenantScope? Scope);

    [Fact]
    public async Task Invoke_RightRoleAndTenant_ReachesTheFunctionWithCallerAndScope()
    {
        var answer = await CallAsync("ReadSettings", "acme", Token("Tenant.Admin"));

        Assert.Equal(200, answer.Status);
        Assert.Equal("p-0123456789abcdef0123456789abcdef", called!.Caller!.Pseudonym);
        Assert.Equal(new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme")), called.Scope);
        Assert.DoesNotContain(audit.Entries, IsRefusal);
    }

    [Fact]
    public async Task Invoke_NoToken_IsTold401AndTheTenantsLogSaysAnonymous()
    {
        var answer = await CallAsync("ReadSettings", "acme", null);

        Assert.Equal(401, answer.Status);
        Assert.Equal("Bearer", answer.Authenticate);
        Assert.Null(called);
        var entry = Assert.Single(audit.Entries);
        Assert.Equal((AuditEntry.Anonymous, "refused", "access.refused"), (entry.Principal, entry.Outcome, entry.Event));
        Assert.Equal("GET /api/tenants/{tenant}/settings", entry.Origin);
        Assert.Equal("functions/ReadSettings", entry.Resource);
        Assert.Equal("token.missing", entry.Details!["reason"]);
        Assert.Equal(TenantId.Parse("acme"), audit.Scopes[0].Resource);
    }

    [Fact]
    public async Task Invoke_BadToken_IsTold401InvalidToken()
    {
        var answer = await CallAsync("ReadSettings", "acme", "Bearer " + TestTokens.Sign(x => x["aud"] = "api://other"));

        Assert.Equal(401, answer.Status);
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Authenticate);
        Assert.Equal("token.audience", Assert.Single(audit.Entries).Details!["reason"]);
    }

    [Fact]
    public async Task Invoke_TwoAuthorizationHeaders_IsTold401()
    {
        var answer = await CallAsync(
            "ReadSettings", "acme", Token("Tenant.Admin"), http => http.Request.Headers.Append("Authorization", "Bearer x"));

        Assert.Equal(401, answer.Status);
        Assert.Null(called);
    }

    [Fact]
    public async Task Invoke_WithoutTokenForNoTenantOfOurs_IsTold401AndNobodysLogIsWritten()
    {
        Assert.Equal(401, (await CallAsync("ReadSettings", "initech", null)).Status);
        Assert.Empty(audit.Entries);
    }

    [Fact]
    public async Task Invoke_WrongRoleInOnesOwnTenant_IsTold403AndTheRole()
    {
        var role = await CallAsync("ReadSettings", "acme", Token("Recordings.Read"));
        var roleless = await CallAsync("ReadSettings", "acme", Token());
        var several = await CallAsync("ReadRotation", "acme", Token());

        Assert.All([role, roleless, several], x => Assert.Equal(403, x.Status));
        Assert.Equal(role.Body, roleless.Body);
        Assert.Contains("This operation requires the role Tenant.Admin.", role.Body, StringComparison.Ordinal);
        Assert.Contains(
            "This operation requires one of the roles Tenant.Admin, Audit.Read, Privacy.Officer.", several.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_AnotherTenantOrNone_GetsTheSame403WhateverTheRole()
    {
        var roleless = await CallAsync("ReadSettings", "globex", Token());
        var other = await CallAsync("ReadSettings", "globex", Token("Tenant.Admin"));
        var unknown = await CallAsync("ReadSettings", "initech", Token("Tenant.Admin"));
        var malformed = await CallAsync("ReadSettings", "Not-A-Tenant", Token("Tenant.Admin"));

        Assert.All([roleless, other, unknown, malformed], x => Assert.Equal((403, roleless.Body), (x.Status, x.Body)));
        Assert.DoesNotContain("Tenant.Admin", roleless.Body, StringComparison.Ordinal);
        Assert.Null(called);
        Assert.Equal("tenant tenant tenant tenant", string.Join(' ', audit.Entries.Select(x => x.Details!["reason"])));
        Assert.All(audit.Scopes, x => Assert.Equal(TenantId.Parse("acme"), x.Resource));
        Assert.All(audit.Entries, x => Assert.Equal("p-0123456789abcdef0123456789abcdef", x.Principal));
    }

    [Fact]
    public async Task Invoke_FunctionWithoutARule_IsDenied()
    {
        Assert.Equal(401, (await CallAsync("Unheard", "acme", null)).Status);
        Assert.Equal(403, (await CallAsync("Unheard", "acme", Token("Tenant.Admin"))).Status);
        Assert.Null(called);
    }

    [Fact]
    public async Task Invoke_EveryFunctionWithEveryRole_AdmitsWhomItsRuleNamesAndAuditsTheRest()
    {
        tokens.Options.RefusalsPerMinute = int.MaxValue;
        var middleware = await MiddlewareAsync();
        foreach (var rule in AccessRuleTable.Of(typeof(AccessMiddleware).Assembly).All.Where(x => !x.Anonymous))
        {
            audit.Clear();
            Assert.Equal(401, (await CallAsync(rule.Function, "acme", null, middleware: middleware)).Status);
            Assert.Single(audit.Entries);
            if (rule.HasTenant)
            {
                Assert.Equal(
                    403, (await CallAsync(rule.Function, "globex", Token([.. RoleNames.ByName.Keys]), middleware: middleware)).Status);
                Assert.Equal(2, audit.Entries.Count);
            }

            foreach (var (name, role) in RoleNames.ByName)
            {
                var status = (await CallAsync(rule.Function, "acme", Token(name), middleware: middleware)).Status;
                Assert.Equal((rule.Function, name, rule.Roles.Contains(role) ? 200 : 403), (rule.Function, name, status));
            }

            Assert.Equal((rule.HasTenant ? 2 : 1) + RoleNames.ByName.Count - rule.Roles.Count, audit.Entries.Count(IsRefusal));
        }
    }

    static bool IsRefusal(AuditEntry entry) => entry.Event != "access.rolesChanged";

    [Fact]
    public async Task Invoke_AnonymousFunction_LooksAtNoToken()
    {
        Assert.Equal(200, (await CallAsync("Health", null, "Bearer nonsense")).Status);
        Assert.NotNull(called);
    }

    [Fact]
    public async Task Invoke_TriggerWithoutARequest_IsNotItsBusiness()
    {
        var middleware = await MiddlewareAsync();

        await middleware.Invoke(new HttpCall("BlobArrived", http: null), _ => Note(new FunctionCalled(null, null)));

        Assert.NotNull(called);
    }

    [Fact]
    public async Task Invoke_AuditAway_IsRefusedAllTheSame()
    {
        audit.FailAt = 1;
        Assert.Equal(403, (await CallAsync("ReadSettings", "globex", Token("Tenant.Admin"))).Status);
        audit.FailAt = 2;
        Assert.Equal(401, (await CallAsync("ReadSettings", "acme", null)).Status);
        Assert.Empty(audit.Entries);
    }

    [Fact]
    public async Task Invoke_CallerGone_IsAuditedAllTheSame()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => CallAsync("ReadSettings", "globex", Token("Tenant.Admin"), http => http.RequestAborted = gone.Token));

        Assert.Single(audit.Entries);
    }

    [Fact]
    public async Task Invoke_FloodWithoutToken_IsAuditedUpToTheBudgetAndThenCounted()
    {
        tokens.Options.AnonymousRefusalsPerMinute = 3;
        var middleware = await MiddlewareAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await CallAsync("ReadSettings", "acme", null, middleware: middleware)).Status);
        }

        Assert.Equal(3, audit.Entries.Count);
    }

    [Fact]
    public async Task Invoke_FloodOfOnePrincipal_IsAuditedUpToTheBudgetAndThenSummarised()
    {
        tokens.Options.RefusalsPerMinute = 3;
        var middleware = await MiddlewareAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(403, (await CallAsync("ReadSettings", "acme", Token("Recordings.Read"), middleware: middleware)).Status);
        }

        Assert.Equal(3, audit.Entries.Count);
        await refusals!.SummariseAsync();
        var summary = Assert.Single(audit.Entries.Skip(3));
        Assert.Equal(("access.refused", "7"), (summary.Event, summary.Details!["unwritten"]));
        Assert.Equal(audit.Entries[0].Principal, summary.Principal);
    }

    string Token(params string[] roles) => "Bearer " + TestTokens.Sign(x => x["roles"] = roles);

    async Task<(int Status, string Body, string? Authenticate)> CallAsync(
        string function, string? tenant, string? header, Action<HttpContext>? change = null, AccessMiddleware? middleware = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        http.Request.RouteValues["tenant"] = tenant;
        http.Response.Body = new MemoryStream();
        if (header is not null)
        {
            http.Request.Headers.Authorization = header;
        }

        change?.Invoke(http);
        await (middleware ?? await MiddlewareAsync()).Invoke(new HttpCall(function, http), context => Note(
            context.Items.Count > 1 ? new FunctionCalled(context.GetCaller(), context.Scope()) : new FunctionCalled(null, null)));
        return (http.Response.StatusCode, WithoutTrace(http.Response), http.Response.Headers.WWWAuthenticate);
    }

    Task Note(FunctionCalled call)
    {
        called = call;
        return Task.CompletedTask;
    }

    static string WithoutTrace(HttpResponse response)
    {
        var text = Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray());
        if (text.Length == 0)
        {
            return text;
        }

        Assert.Equal("application/problem+json", response.ContentType);
        var problem = JsonSerializer.Deserialize<Dictionary<string, object>>(text)!;
        Assert.True(problem.Remove("traceId"));
        return JsonSerializer.Serialize(problem);
    }

    async Task<AccessMiddleware> MiddlewareAsync()
    {
        var access = Options.Create(tokens.Options);
        var tenancy = Options.Create(TestTokens.Tenancy());
        var process = await azurite.Process;
        await process.Service("acme").GetBlobContainerClient(ContainerNames.Settings)
            .CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        var stores = new TenantStoreFactory(new EmulatedAccess(process), FixedIntegrityKey.Instance);
        var pseudonyms = new Prefixed();
        refusals = new RefusalAudit(
            audit, pseudonyms, new RefusalBudget(access, new FakeTimeProvider(Clocks.Start)), tenancy, NullLogger<RefusalAudit>.Instance);
        return new AccessMiddleware(
            AccessRuleTable.Of(typeof(AccessMiddleware).Assembly),
            tokens.Validator(),
            new RoleDerivation(
                new TenantSettingsStore(stores, new SettingsProposals(audit, TimeProvider.System), audit, TimeProvider.System), access),
            pseudonyms,
            new RolesSeen(stores, audit, TimeProvider.System),
            refusals);
    }

    sealed class Prefixed : IPrincipalPseudonyms
    {
        public ValueTask<string> OfAsync(TenantScope scope, string subject, string? name, CancellationToken cancellationToken) =>
            new("p-0123456789abcdef0123456789abcdef");
    }
}
