using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Vault;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Keys;

/// <summary>A rotation through HTTP and the timer, as operators see it.</summary>
public sealed class KeyRotationTests(SharedHost host)
{
    const string Tenant = "hooli";
    const string Path = "/keys/rotation";

    readonly Session admin = host.Api.As(Tenant, "Tenant.Admin");

    [Fact]
    public async Task The_timer_notices_a_new_version_and_asking_again_finds_nothing_to_do()
    {
        var sample = Sample.Note();
        var recording = await host.Api.As(Tenant, "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);
        (await admin.SendAsync(HttpMethod.Post, Path)).Expect(HttpStatusCode.Accepted);
        var first = await EndAsync("none");
        var old = first["seal"]!.GetValue<string>();
        Assert.Equal((0, 0L), (first["oldVersions"]!.AsArray().Count, first["total"]!.GetValue<long>()));
        await NewVersionAsync();
        var noticed = await StatusAsync();
        Assert.Equal("waiting", State(noticed));
        Assert.NotEqual(old, noticed["seal"]!.GetValue<string>());

        (await host.Api.SendAsync(HttpMethod.Post, "/api/local/timers/NoticeRotations", new JsonObject())).Expect(HttpStatusCode.NoContent);

        var ended = await EndAsync("completed");
        Assert.True(ended["done"]!.GetValue<long>() > 0, ended.ToJsonString());
        Assert.Equal([$"{old} 0"], ended["oldVersions"]!.AsArray().Select(x => $"{x!["kid"]} {x["records"]}"));
        Assert.NotNull(ended["oldVersions"]![0]!["neededUntil"]);
        Assert.Null(ended["estimatedEnd"]);
        var reader = host.Api.As(Tenant, "Recordings.Read");
        (await reader.FileAsync(recording.Id, "note.txt")).Expect(HttpStatusCode.OK);

        var asked = (await admin.SendAsync(HttpMethod.Post, Path)).Expect(HttpStatusCode.Accepted);
        Assert.Equal($"/api/tenants/{Tenant}{Path}", asked.Header("Location"));
        (await admin.SendAsync(HttpMethod.Post, Path)).Expect(HttpStatusCode.Accepted);
        var again = await EndAsync("completed");
        Assert.Equal(ended["completedAt"]!.GetValue<string>(), again["completedAt"]!.GetValue<string>());
        Assert.NotEqual(ended["checkedAt"]!.GetValue<string>(), again["checkedAt"]!.GetValue<string>());
    }

    Task NewVersionAsync() => ((LocalTenantVaultProvider)host.App.Host.Services.GetRequiredService<ITenantVaultProvider>())
        .RotateAsync(TenantId.Parse(Tenant), VaultKeyName.Seal, Api.Cancellation);

    async Task<JsonNode> StatusAsync() =>
        (await host.Api.As(Tenant, "Audit.Read").SendAsync(HttpMethod.Get, Path)).Expect(HttpStatusCode.OK).Json;

    async Task<JsonNode> EndAsync(string state)
    {
        JsonNode status = new JsonObject();
        await Api.EventuallyAsync(
            async () => State(status = await StatusAsync()) == state && status["checkedAt"] is not null,
            $"the rotation ends; it is {status.ToJsonString()}");
        return status;
    }

    static string State(JsonNode status) => status["state"]!.GetValue<string>();
}
