using System.Text.Json.Serialization;
using Azure;
using Compliance.Model;
using Compliance.Notices;
using Compliance.SubjectRequests;

namespace Compliance.Consents;

/// <summary>
/// What one person said about one purpose, in one call or at large: <c>requests/consents/{consentId}</c>. Pseudonymous; identities and
/// words are in <see cref="Sealed"/>, under the record's own key.
/// </summary>
public sealed record ConsentDocument
{
    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    public required string Purpose { get; init; }

    /// <summary>By the time they happened, oldest first; never empty.</summary>
    public required IReadOnlyList<ConsentEvent> Events { get; init; }

    /// <summary>Blind tokens of the person's identities, without names; empty while the call's parties are not known.</summary>
    public IReadOnlyList<ConsentToken> Tokens { get; init; } = [];

    /// <summary>The call in which it was said; null for one that is not of a call.</summary>
    public ConsentCall? Call { get; init; }

    /// <summary>The key record <c>keyring/consents/{key}</c>; null while nothing is sealed.</summary>
    public string? Key { get; init; }

    /// <summary>The sealed <see cref="ConsentPerson"/>.</summary>
    public string? Sealed { get; init; }

    [JsonIgnore]
    public ConsentEvent Current => Events[^1];

    /// <summary>Something is still to be done.</summary>
    [JsonIgnore]
    public bool Owes => Events.Any(x => x.Owes is not null);

    /// <summary>What is still to be done for an event of a state: a withdrawal to be filed, what was refused or has expired to be stopped.</summary>
    public ConsentEvent? Owed(ConsentState state) => Events.FirstOrDefault(x => x.Owes is not null && x.State == state);

    /// <summary>The state at a time: what was given for a time is expired when that is over.</summary>
    public ConsentState StateAt(DateTimeOffset at) =>
        ConsentTransitions.IsValid(Current.State) && Current.ValidUntil <= at ? ConsentState.Expired : Current.State;
}

/// <param name="By">The pseudonym of whoever recorded it.</param>
public sealed record ConsentEvent(ConsentState State, DateTimeOffset At, DateTimeOffset RecordedAt, string By)
{
    public ConsentMethod? Method { get; init; }

    public GivenNotice? Notice { get; init; }

    /// <summary>The place of the evidence in <see cref="ConsentPerson.Evidence"/>; null where there are no words.</summary>
    public int? Text { get; init; }

    /// <summary>The ticket has words of evidence, in the recording's sealed metadata.</summary>
    public bool InMetadata { get; init; }

    public double? MediaSeconds { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    public bool Explicit { get; init; }

    /// <summary>Something is to be done for it: a number, unique within the record; null once that is done.</summary>
    public int? Owes { get; init; }

    /// <summary>The order by which its recording is destroyed; null where none is.</summary>
    public SubjectRequestId? Order { get; init; }

    /// <summary>What came of it; null where nothing had to be done, or is not done yet.</summary>
    public ConsentEffect? Effect { get; init; }

    /// <summary>The requests that were filed for it.</summary>
    public IReadOnlyList<SubjectRequestId> Requests { get; init; } = [];

    [JsonIgnore]
    public bool HasEvidence => Text is not null || MediaSeconds is not null || InMetadata;
}

/// <param name="Token">Of the call id, as in <c>state/calls/{token}</c>.</param>
/// <param name="RecordingId">Null until a recording of the call is announced.</param>
public sealed record ConsentCall(string Token, RecordingId? RecordingId = null, string? Queue = null);

/// <param name="Kind">As in the index: <c>phone</c>.</param>
public sealed record ConsentToken(string Kind, string Token);

/// <summary>The personal part of a record.</summary>
/// <param name="Evidence">In the order in which they were recorded.</param>
public sealed record ConsentPerson(IReadOnlyList<SubjectRequestIdentity> Identities, IReadOnlyList<string> Evidence)
{
    public static ConsentPerson Nobody { get; } = new([], []);

    public override string ToString() => "ConsentPerson(redacted)";
}

public sealed record StoredConsent(ConsentId Id, ConsentDocument Document, ETag ETag);
