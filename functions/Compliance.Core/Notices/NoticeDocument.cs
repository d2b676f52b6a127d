using System.Text.Json.Serialization;
using Azure;
using Compliance.Audit;

namespace Compliance.Notices;

/// <summary>A notice with its versions, <c>settings/notices/{id}</c>. No version that was used is ever changed or removed.</summary>
public sealed record NoticeDocument : AuditedDocument
{
    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    /// <summary>In the order in which they were first put; never empty.</summary>
    public required IReadOnlyList<NoticeVersion> Versions { get; init; }

    public NoticeVersion? Find(string? version) => Versions.FirstOrDefault(x => x.Notice.Version == version);

    public IReadOnlyList<NoticeItem> Missing(NoticeVersion version) =>
        NoticeChecklist.Missing(version.Notice, Find(version.Notice.RefersTo)?.Notice);

    internal NoticeDocument With(NoticeVersion version) => this with
    {
        Versions = Find(version.Notice.Version) is null
            ? [.. Versions, version]
            : [.. Versions.Select(x => x.Notice.Version == version.Notice.Version ? version : x)],
    };
}

/// <param name="ChangedBy">A pseudonym.</param>
/// <param name="UsedSince">When a call or a consent first named it: from then on only its end can be set. Null while none did.</param>
public sealed record NoticeVersion(Notice Notice, DateTimeOffset ChangedAt, string ChangedBy, DateTimeOffset? UsedSince = null);

public sealed record StoredNotice(NoticeId Id, NoticeDocument Document, ETag ETag) : Stored<NoticeId, NoticeDocument>(Id, Document, ETag);

/// <summary>What a ticket or a consent says of the notice that was given: the version, or the language in which it was.</summary>
public sealed record NoticeReference
{
    public required NoticeId Id { get; init; }

    public string? Version { get; init; }

    public string? Language { get; init; }

    /// <summary>With a language, where it has versions for several channels.</summary>
    public NoticeChannel? Channel { get; init; }

    internal void Check(string field, Forms.FieldRules rules)
    {
        rules.Require((Version is null) != (Language is null), field, "must have a version, or a language, and not both");
        rules.Require(Version is null || Channel is null, $"{field}.channel", "goes with a language");
        Notice.CheckVersion($"{field}.version", Version, rules);
        rules.Language($"{field}.language", Language);
    }
}

/// <summary>A version of a notice that somebody was given.</summary>
public sealed record GivenNotice(NoticeId Id, string Version)
{
    /// <summary>It was not valid at that time.</summary>
    [JsonIgnore]
    public bool IsOutOfTime { get; init; }
}
