using System.Text.Json.Serialization;

namespace Compliance.Recordings;

/// <summary>
/// A person on the call. Only an agent's <see cref="Id"/> and a caller's phone, e-mail or account id are required.
/// </summary>
public sealed record Party
{
    public required PartyRole Role { get; init; }

    /// <summary>The media channel this party speaks on, from 0.</summary>
    public int? Channel { get; init; }

    /// <summary>The tenant's id of a member of staff: <c>agent-1</c>.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary>As written by the tenant; the index holds its E.164 form.</summary>
    public string? Phone { get; init; }

    public string? Email { get; init; }

    /// <summary>The tenant's customer number.</summary>
    public string? AccountId { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    /// <summary>The caller is not known (for example, a withheld number): no identity finds the recording.</summary>
    public bool Unknown { get; init; }

    /// <summary>Seconds in the media from which this party was on the call; absent: from the beginning.</summary>
    public double? JoinedSeconds { get; init; }

    /// <summary>Seconds in the media until which this party was on the call; absent: to the end.</summary>
    public double? LeftSeconds { get; init; }

    /// <summary>What was erased of this party; null for nothing. Never given by a tenant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErasedPart? Erased { get; init; }

    public override string ToString() => $"Party({Role}, redacted)";
}

public enum PartyRole
{
    Agent,
    Caller,
    Supervisor,
    Interpreter,
    ThirdParty,
}

/// <summary>What was erased of one party, while the rest of the recording stays.</summary>
public enum ErasedPart
{
    /// <summary>Identities, voice and words.</summary>
    All,

    /// <summary>Of a member of staff: name and id. Voice and words stay under the purposes of the recording.</summary>
    Identity,
}
