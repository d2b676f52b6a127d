using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>A tenant's audit log as it lies in its account.</summary>
public static class AuditLines
{
    public static async Task<IReadOnlyList<JsonObject>> ReadAsync(AppHost app, string tenant)
    {
        var lines = new List<JsonObject>();
        var audit = app.Account(tenant).GetBlobContainerClient("audit");
        await foreach (var blob in audit.GetBlobsAsync(new() { Prefix = "log/" }, Api.Cancellation))
        {
            var text = (await audit.GetAppendBlobClient(blob.Name).DownloadContentAsync(Api.Cancellation)).Value.Content.ToString();
            lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => JsonNode.Parse(x[..x.LastIndexOf(' ')])!.AsObject()));
        }

        return lines;
    }

    /// <summary>Lines about one recording.</summary>
    public static async Task<IReadOnlyList<JsonObject>> OfAsync(AppHost app, string tenant, string recordingId) =>
        [.. (await ReadAsync(app, tenant))
            .Where(x => x.Text("resource").StartsWith($"recordings/{recordingId}", StringComparison.Ordinal))];

    public static string Text(this JsonObject line, string member) => line[member]!.GetValue<string>();
}
