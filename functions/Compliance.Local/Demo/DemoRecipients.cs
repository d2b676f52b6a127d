using System.Text.Json.Nodes;
using Compliance.Local.Recipients;

namespace Compliance.Local.Demo;

/// <summary>Recipients of the person's data are notified over the bus: one complies and confirms, one never answers (GDPR Art.
/// 19).</summary>
static class DemoRecipients
{
    public static async Task RegisterAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        var admin = await stage.Client.TokenAsync("Tenant.Admin", [], cancellationToken);
        var crm = new JsonObject { ["name"] = "crm", ["identities"] = new JsonArray("accountId", "phone", "email"), ["callIds"] = true };
        var warehouse = new JsonObject { ["name"] = "warehouse", ["identities"] = new JsonArray("accountId") };
        await stage.Client.ReplaceSettingsAsync(
            admin, new JsonObject { ["recipients"] = new JsonArray(crm, warehouse) }, cancellationToken);
    }

    public static async Task TellAsync(
        DemoStage stage, DemoSteps steps, DemoPerson person, string request, CancellationToken cancellationToken)
    {
        var intake = await stage.Client.TokenAsync("Privacy.Intake", [], cancellationToken);
        var view = await stage.Client.UntilAsync(
            $"requests/{request}", intake, x => Of(x, "crm") is "acknowledged" or "failed", cancellationToken);
        var customers = await new SampleCustomerTable(stage.Folder, DemoStage.Tenant).ReadAsync(cancellationToken);
        var left = customers.Count(x => person.Call.Names.Contains(x.AccountId, StringComparer.Ordinal));
        steps.Check(
            "the sample CRM was notified over the bus, erased its customer and confirmed",
            Of(view, "crm") == "acknowledged" && left == 0 && customers.Count > 0,
            $"{customers.Count} customers remain in it");
        steps.Check("the sample warehouse does not answer, and delays nothing", Of(view, "warehouse") == "notified", "it will be reminded");
    }

    static string? Of(JsonNode view, string name) =>
        view["recipients"]!.AsArray().FirstOrDefault(x => x!["name"]!.GetValue<string>() == name)?["state"]!.GetValue<string>();
}
