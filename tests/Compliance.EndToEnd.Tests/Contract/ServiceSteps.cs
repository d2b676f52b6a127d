using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>Calls, settings, keys, the log, and what the service says of itself.</summary>
static class ServiceSteps
{
    public static async Task RunAsync(ContractDriver driver)
    {
        await driver.DoAsync("PauseCall", 200, new JsonObject { ["trigger"] = "manual", ["channels"] = new JsonArray("audio") });
        await driver.DoAsync("HeartbeatOfCall", 200, new JsonObject());
        await driver.DoAsync("ResumeCall", 200);
        await driver.DoAsync("EndCall", 200);
        await driver.DoAsync("ReadClaim", 404);
        await SettingsAsync(driver);
        await LeaversAsync(driver);
        await DecisionsAsync(driver);
        await KeysAsync(driver);
        await LogAsync(driver);
        await AssetsAsync(driver);
        await HealthAsync(driver);
        await driver.DoAsync("ReadContract", 200);
        await driver.DoAsync("ReadContractAsJson", 200);
    }

    /// <summary>Tenants that nobody has called yet get their keys only now, which takes longer than a busy machine's check waits.</summary>
    static Task HealthAsync(ContractDriver driver) => Api.EventuallyAsync(
        async () => (await driver.SendAsync(ApiContract.Find("Health"), null, null)).Status is HttpStatusCode.OK, "all is healthy");

    static async Task LeaversAsync(ContractDriver driver)
    {
        var form = ApiContract.Find("PutLeaver").BodyExample!;
        await driver.DoAsync("ReadLeaver", 404);
        await driver.DoAsync("PutLeaver", 201, form);
        await driver.DoAsync("PutLeaver", 200, form);
        await driver.DoAsync("ReadLeaver", 200);
        await driver.DoAsync("PutLeavers", 200, form.AsObject().With("id", "\"hr-81c0\""), ("Content-Type", "application/x-ndjson"));
        Assert.Equal(2, (await driver.DoAsync("ListLeavers", 200)).Json["items"]!.AsArray().Count);
        await driver.DoAsync("TakeBackLeaver", 204);
        await driver.DoAsync("TakeBackLeaver", 404);
    }

    static async Task SettingsAsync(ContractDriver driver)
    {
        var current = await driver.DoAsync("ReadSettings", 200);
        Assert.Equal(
            ContractSchemas.Named("TenantSettings")["properties"]!.AsObject().Select(x => x.Key).Order(),
            current.Json.AsObject().Select(x => x.Key).Order());
        await driver.DoAsync("ReplaceSettings", 428, current.Json);
        await driver.DoAsync("ReplaceSettings", 200, current.Json, ("If-Match", current.Header("ETag")!));
        await driver.DoAsync("ReplaceSettings", 412, new JsonObject { ["retentionDays"] = 7 }, ("If-Match", "\"another\""));
        await SettingsChangesAsync(driver, current.Json.AsObject());
    }

    static async Task SettingsChangesAsync(ContractDriver driver, JsonObject current)
    {
        var longer = current.DeepClone().AsObject();
        longer["retentionDays"] = 90;
        await driver.DoAsync("ReplaceSettings", 200, longer, ("If-Match", "*"));
        var weaker = longer.DeepClone().AsObject();
        weaker["retentionDays"] = 80;
        var proposed = await driver.DoAsync("ReplaceSettings", 202, weaker, ("If-Match", "*"));
        var id = proposed.Json["changeId"]!.GetValue<string>();
        Assert.Equal(["retentionDays"], proposed.Json["weakens"]!.AsArray().Select(x => x!.GetValue<string>()));
        Assert.Single((await driver.DoAsync("ListSettingsChanges", 200)).Json["items"]!.AsArray());
        await driver.DoAsync("ConfirmSettingsChange", 403, null, ("changeId", id));
        await driver.DoAsync("WithdrawSettingsChange", 204, null, ("changeId", id));
        id = (await driver.DoAsync("ReplaceSettings", 202, weaker, ("If-Match", "*"))).Json["changeId"]!.GetValue<string>();
        var second = await driver.Api.TokenAsync("acme", ["Privacy.Officer"], subject: "second-person");
        var confirmed = await driver.SendAsync(ApiContract.Find("ConfirmSettingsChange"), second, null, ("changeId", id));
        Assert.Equal(80, confirmed.Expect(System.Net.HttpStatusCode.OK).Json["retentionDays"]!.GetValue<int>());
        id = (await driver.DoAsync("ReplaceSettings", 202, longer.With("retentionDays", "60"), ("If-Match", "*")))
            .Json["changeId"]!.GetValue<string>();
        await driver.DoAsync("ReplaceSettings", 200, longer.With("retentionDays", "81"), ("If-Match", "*"));
        (await driver.SendAsync(ApiContract.Find("ConfirmSettingsChange"), second, null, ("changeId", id)))
            .Expect(System.Net.HttpStatusCode.Conflict);
        id = (await driver.DoAsync("ReplaceSettings", 202, longer.With("retentionDays", "70"), ("If-Match", "*")))
            .Json["changeId"]!.GetValue<string>();
        await driver.DoAsync("WithdrawSettingsChange", 204, null, ("changeId", id));
        await driver.DoAsync("ConfirmSettingsChange", 404, null, ("changeId", id));
        await driver.DoAsync("WithdrawSettingsChange", 404, null, ("changeId", id));
        var history = await driver.DoAsync("ListSettingsHistory", 200);
        Assert.Equal(81, history.Json["items"]![0]!["changes"]![0]!["to"]!.GetValue<int>());
    }

    static async Task RetentionAsync(ContractDriver driver)
    {
        JsonObject Form(string days) => new()
        {
            ["rules"] = new JsonArray(new JsonObject { ["name"] = "screens", ["medium"] = "screen", ["deleteAfter"] = days }),
        };
        var tag = (await driver.DoAsync("ReadRetention", 200)).Header("ETag")!;
        await driver.DoAsync("ReplaceRetention", 412, Form("P30D"), ("If-Match", "\"another\""));
        async Task<string> ProposeAsync(string days) =>
            (await driver.DoAsync("ReplaceRetention", 202, Form(days), ("If-Match", "*"))).Json["changeId"]!.GetValue<string>();
        var id = (await driver.DoAsync("ReplaceRetention", 202, Form("P30D"), ("If-Match", tag))).Json["changeId"]!.GetValue<string>();
        await driver.DoAsync("ReadRetentionChange", 200, null, ("changeId", id));
        await driver.DoAsync("ConfirmRetentionChange", 403, null, ("changeId", id));
        await driver.DoAsync("WithdrawRetentionChange", 204, null, ("changeId", id));
        await driver.DoAsync("WithdrawRetentionChange", 404, null, ("changeId", id));
        await driver.DoAsync("ReadRetentionChange", 404, null, ("changeId", id));
        await driver.DoAsync("ConfirmRetentionChange", 404, null, ("changeId", id));
        var (lapsed, confirmed) = (await ProposeAsync("P20D"), await ProposeAsync("P30D"));
        var second = await driver.Api.TokenAsync("acme", ["Privacy.Officer"], subject: "second-person");
        var confirm = ApiContract.Find("ConfirmRetentionChange");
        (await driver.SendAsync(confirm, second, null, ("changeId", confirmed))).Expect(HttpStatusCode.OK);
        (await driver.SendAsync(confirm, second, null, ("changeId", lapsed))).Expect(HttpStatusCode.Conflict);
        await driver.DoAsync("ReplaceRetention", 202, new JsonObject { ["rules"] = new JsonArray() });
        await driver.DoAsync("ReadRetention", 200);
        await driver.DoAsync("ReadRetentionReport", 404, null, ("quarter", "1999-Q1"));
        await driver.Api.RunTimerAsync("DeleteDueRecordings");
        await Api.EventuallyAsync(
            async () => (await driver.DoAsync("ListRetentionReports", 200)).Json["items"]!.AsArray() is [{ } report, ..]
                && report["report"] is not null,
            "the last quarter is reported");
        var quarter = (await driver.DoAsync("ListRetentionReports", 200)).Json["items"]![0]!["quarter"]!.GetValue<string>();
        await driver.DoAsync("ReadRetentionReport", 200, null, ("quarter", quarter));
        await driver.DoAsync("ReadRetentionReportPage", 200, null, ("quarter", quarter), ("page", "0"));
        await driver.DoAsync("ReadRetentionReportPage", 404, null, ("quarter", quarter), ("page", "1"));
    }

    static async Task DecisionsAsync(ContractDriver driver)
    {
        var entry = ApiContract.Find("PutAutomatedDecision").BodyExample!.AsObject();
        await driver.DoAsync("ReadAutomatedDecision", 404);
        await driver.DoAsync("PutAutomatedDecision", 201, entry);
        await driver.DoAsync("PutAutomatedDecision", 200, entry);
        await driver.DoAsync("PutAutomatedDecision", 428, entry.With("name", "\"Another\""));
        await driver.DoAsync("PutAutomatedDecision", 412, entry.With("name", "\"Another\""), ("If-Match", "\"7\""));
        for (var i = 2; i <= 100; i++)
        {
            await driver.DoAsync("PutAutomatedDecision", 200, entry.With("name", $"\"Score {i}\""), ("If-Match", "*"));
        }

        await driver.DoAsync("PutAutomatedDecision", 409, entry.With("name", "\"Another\""), ("If-Match", "*"));
        await driver.DoAsync("ReadAutomatedDecision", 200);
        await driver.DoAsync("ListAutomatedDecisions", 200);
    }

    static async Task KeysAsync(ContractDriver driver)
    {
        await RetentionAsync(driver);
        await driver.DoAsync("ReadKeys", 200);
        await driver.DoAsync("ReadKeys", 404, null, ("tenant", "umbrella"));
        await driver.DoAsync("ReadRotation", 200);
        await driver.DoAsync("RotateKeyRing", 202);
        await driver.DoAsync("TakeKeyBackups", 202);
        await Api.EventuallyAsync(
            async () => (await driver.DoAsync("ListKeyBackups", 200)).Json["items"]!.AsArray().Count > 0, "a backup is taken");
        await driver.DoAsync("TakeKeyBackups", 200);
    }

    static async Task LogAsync(ContractDriver driver)
    {
        await driver.DoAsync("ReadAuditCheckpoint", 200);
        var entries = (await driver.DoAsync("ListAuditEntries", 200, null, ("from", "0"), ("count", "500"))).Json;
        var size = entries["treeSize"]!.ToString();
        await driver.DoAsync("ListAuditEntries", 200, null, ("event", "access"), ("format", "csv"), ("count", "1"));
        await driver.DoAsync("ListAuditEntries", 400, null, ("since", "yesterday"));
        await driver.DoAsync("ReadAuditTile", 400, null, ("path", "nothing"));
        await driver.DoAsync("ReadAuditTile", 404, null, ("path", "0/x999/999"));
        await driver.DoAsync("ReadAuditTile", 200, null, ("path", int.Parse(size, System.Globalization.CultureInfo.InvariantCulture) < 256
            ? $"entries/000.p/{size}" : "entries/000"));
        await driver.DoAsync("ProveAuditInclusion", 200, null, ("index", "0"));
        await driver.DoAsync("ProveAuditInclusion", 404, null, ("index", "99999999"));
        await driver.DoAsync("ProveAuditConsistency", 200, null, ("from", "1"), ("to", size));
        await driver.DoAsync("ProveAuditConsistency", 404, null, ("from", "1"), ("to", "99999999"));
        await driver.DoAsync("ReadPciReport", 200);
        await driver.DoAsync("ReadPciReport", 200, null, ("format", "csv"), ("from", "2026-01-01"), ("to", "2026-12-01"));
        await RescanAsync(driver);
        await driver.DoAsync("ReadReindex", 200);
        await driver.DoAsync("StartReindex", 202);
        await driver.WaitAsync("ReadReindex", "completed");
    }

    static async Task RescanAsync(ContractDriver driver)
    {
        await driver.DoAsync("ReadPciRescan", 200);
        await driver.DoAsync("StartPciRescan", 202);
        await driver.DoAsync("StartPciRescan", 409, new JsonObject { ["queue"] = "sales" });
        await driver.DoAsync("CancelPciRescan", 200);
        await driver.DoAsync("CancelPciRescan", 409);
        await driver.DoAsync("StartPciRescan", 202, new JsonObject { ["from"] = "2025-01-01T00:00:00Z" });
        await driver.WaitAsync("ReadPciRescan", "completed");
        var finds = await driver.DoAsync("ListPciFinds", 200, null, ("from", "2025-01-01"), ("source", "audio"), ("limit", "1"));
        if (finds.Json["continuation"]?.GetValue<string>() is { } rest)
        {
            await driver.DoAsync("ListPciFinds", 200, null, ("source", "audio"), ("continuation", rest));
        }

        await driver.DoAsync("ListPciFinds", 400, null, ("source", "tape"));
    }

    static async Task AssetsAsync(ContractDriver driver)
    {
        foreach (var id in (string[])["CardGuardScript", "CardGuardScriptHead", "ExplorerPage", "ExplorerStyle", "ExplorerScript"])
        {
            var asset = await driver.DoAsync(id, 200);
            await driver.DoAsync(id, 304, null, ("If-None-Match", asset.Header("ETag")!));
        }
    }
}
