using System.Globalization;
using System.Text.Json.Serialization;
using Azure;
using Compliance.Audit;

namespace Compliance.SubjectRequests;

/// <summary>An entry of the register, <c>settings/automatedDecisions/{id}</c>. No version of it is ever removed.</summary>
public sealed record AutomatedDecisionDocument : AuditedDocument
{
    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    /// <summary>Newest first; never empty.</summary>
    public required IReadOnlyList<AutomatedDecisionVersion> Versions { get; init; }

    [JsonIgnore]
    public AutomatedDecisionVersion Current => Versions[0];

    /// <summary>The strong entity tag of the current version.</summary>
    [JsonIgnore]
    public string Tag => string.Create(CultureInfo.InvariantCulture, $"\"{Current.Version}\"");
}

/// <param name="Version">From 1.</param>
/// <param name="ChangedBy">A pseudonym.</param>
public sealed record AutomatedDecisionVersion(int Version, DateTimeOffset ChangedAt, string ChangedBy, AutomatedDecision Decision);

public sealed record StoredAutomatedDecision(AutomatedDecisionId Id, AutomatedDecisionDocument Document, ETag ETag)
    : Stored<AutomatedDecisionId, AutomatedDecisionDocument>(Id, Document, ETag);
