using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Compliance.Infra.Tests;

/// <summary>The resources of one snapshot, with its expressions in short.</summary>
sealed partial class Deployment(string form, JsonArray resources)
{
    public const string Subscription = "00000000-0000-0000-0000-000000000001";

    /// <summary>Quotes and the like as they are.</summary>
    public static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Form => form;

    public IEnumerable<Resource> Resources => resources.Select(x => new Resource(x!.AsObject()));

    /// <summary>
    /// Ids start at the subscription. What only Azure knows is <c>&lt;id#property&gt;</c>. Role assignments have no name, which is a hash
    /// of the rest, and carry their scope as <c>on</c>.
    /// </summary>
    public static Deployment Read(string form, string snapshot)
    {
        var text = snapshot.Replace($"/subscriptions/{Subscription}", "", StringComparison.Ordinal);
        text = Reference().Replace(text, "<${id}#${property}>");
        text = Bare().Replace(text, "\"${bare}\"");
        var resources = JsonNode.Parse(text)!["predictedResources"]!.AsArray();
        var deployment = new Deployment(form, resources.DeepClone().AsArray());
        foreach (var assignment in deployment.Of("roleAssignments"))
        {
            assignment.Set("on", Scope().Match(assignment.Id).Groups["scope"].Value);
            assignment.Set("id", null);
            assignment.Set("name", null);
        }

        return deployment;
    }

    /// <summary>All of a type, which may be named by its end.</summary>
    public IEnumerable<Resource> Of(string type) =>
        Resources.Where(x => x.Type == type || x.Type.EndsWith($"/{type}", StringComparison.Ordinal));

    /// <summary>The first of a type whose id holds a text.</summary>
    public Resource One(string type, string within = "") =>
        Of(type).FirstOrDefault(x => (x.Id.Length > 0 ? x.Id : x.On).Contains(within, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"{form} has no {type} with '{within}'.");

    /// <summary>The app's settings.</summary>
    public JsonObject Settings => One("Microsoft.Web/sites/config")["properties"]!.AsObject();

    /// <summary>Tenants with their state, as their resource groups have them.</summary>
    public IReadOnlyDictionary<string, string> Tenants => Of("resourceGroups").Where(x => x["tags.compliance-tenant"] is not null)
        .ToDictionary(x => x.Text("tags.compliance-tenant"), x => x.Text("tags.compliance-state"), StringComparer.Ordinal);

    public IEnumerable<string> Served => Tenants.Where(x => x.Value == "active").Select(x => x.Key);

    /// <summary>The tenant that a resource belongs to: by its group, by its topic, or by the name of its speech resource; null for the platform's.</summary>
    public string? OwnerOf(string id) => Tenants.Keys.FirstOrDefault(x =>
        id.Contains($"-tenant-{x}/", StringComparison.Ordinal) || id.Contains($"/topics/{x}~", StringComparison.Ordinal)
        || id.EndsWith($"/accounts/speech-of-{x}", StringComparison.Ordinal));

    /// <summary>Of tenants.</summary>
    public IEnumerable<Resource> AccountsAndVaults =>
        Of("storageAccounts").Concat(Of("vaults")).Where(x => OwnerOf(x.Id) is not null);

    public Deployment Copy() => new(form, resources.DeepClone().AsArray());

    public void Remove(Resource resource) => resources.Remove(resource.Json);

    public void Add(Resource resource) => resources.Add(resource.Json);

    public override string ToString() => resources.ToJsonString(Readable) + "\n";

    [GeneratedRegex(@"reference\('(?<id>[^']+)', '[^']+'\)\.(?<property>[\w.]+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Reference();

    [GeneratedRegex("\"\\[(?<bare><[^<>\\]]+>)\\]\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Bare();

    [GeneratedRegex(
        @"^(\[extensionResourceId\('(?<scope>[^']+)'|(?<scope>.*)/providers/Microsoft\.Authorization/roleAssignments/)",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scope();
}
