using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>
/// One conversation as a vCon (draft-ietf-vcon-vcon-core, syntax 0.4.0) with the extensions <c>CC</c> and <c>lawful_basis</c>. Indices of
/// parties and dialogs are those of the recording: what is left out of a copy keeps its index.
/// </summary>
public sealed record VconDocument
{
    public const string Syntax = "0.4.0";

    public required string Vcon { get; init; }

    /// <summary>UUID version 8: the same for the same recording, generation, request and redactions.</summary>
    public required Guid Uuid { get; init; }

    public IReadOnlyList<string> Extensions { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public string? Subject { get; init; }

    public VconRedacted? Redacted { get; init; }

    public IReadOnlyList<VconParty> Parties { get; init; } = [];

    public IReadOnlyList<VconDialog> Dialog { get; init; } = [];

    public IReadOnlyList<VconAnalysis> Analysis { get; init; } = [];

    public IReadOnlyList<VconAttachment> Attachments { get; init; } = [];

    public override string ToString() => $"VconDocument({Uuid}, redacted)";
}

/// <summary>States that this copy leaves something out. No <c>uuid</c>, because the full version is not handed out.</summary>
public sealed record VconRedacted(string Type);

/// <summary>A party; one that must not be identified has its role at most.</summary>
/// <param name="Tel">RFC 3966.</param>
/// <param name="Role">Extension <c>CC</c>.</param>
public sealed record VconParty(string? Tel = null, string? Mailto = null, string? Name = null, string? Role = null)
{
    public override string ToString() => $"VconParty({Role}, redacted)";
}

/// <summary>
/// A part of the conversation. Without <see cref="Filename"/> and <see cref="ContentHash"/> it is a placeholder for what is left out.
/// </summary>
public sealed record VconDialog
{
    public required VconDialogType Type { get; init; }

    public required DateTimeOffset Start { get; init; }

    /// <summary>Seconds.</summary>
    public double? Duration { get; init; }

    /// <summary>One entry per channel if channels are known; null for a silenced channel.</summary>
    public IReadOnlyList<int?>? Parties { get; init; }

    public string? Mediatype { get; init; }

    /// <summary>The file's path in the package.</summary>
    public string? Filename { get; init; }

    /// <summary><c>sha512-</c> followed by base64url.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Extension <c>CC</c>: the tenant's call id.</summary>
    public string? InteractionId { get; init; }

    /// <summary>Extension <c>CC</c>.</summary>
    public string? InteractionType { get; init; }
}

public enum VconDialogType
{
    Recording,
    Text,
}

/// <param name="Vendor">The producer; recordings do not state it.</param>
/// <param name="Body">With encoding <c>json</c>: the turns; null if only the file is referenced.</param>
public sealed record VconAnalysis(
    string Type,
    string Vendor,
    int? Dialog = null,
    string? Mediatype = null,
    string? Filename = null,
    string? ContentHash = null,
    string? Encoding = null,
    JsonElement? Body = null)
{
    public override string ToString() => $"VconAnalysis({Type}, redacted)";
}

/// <param name="Purpose">What it is for: <c>lawful_basis</c>.</param>
/// <param name="Party">Index of the contributing party.</param>
/// <param name="Dialog">Index of the dialog it belongs to.</param>
public sealed record VconAttachment(
    string Purpose,
    DateTimeOffset Start,
    int Party,
    int Dialog,
    string? Mediatype = null,
    string? Encoding = null,
    LawfulBasisBody? Body = null);

/// <summary>Extension <c>lawful_basis</c>: why the conversation is kept.</summary>
/// <param name="LawfulBasis"><c>consent</c>, <c>contract</c>, <c>legal_obligation</c>, …</param>
/// <param name="Expiration">Null if the purposes have no end date.</param>
public sealed record LawfulBasisBody(
    string LawfulBasis,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? Expiration,
    IReadOnlyList<PurposeGrant> PurposeGrants,
    string? TermsOfService = null,
    IReadOnlyList<ConsentProof>? ProofMechanisms = null);

public sealed record PurposeGrant(string Purpose, bool Granted, DateTimeOffset GrantedAt);

/// <param name="ProofType"><c>verbal_confirmation</c>, <c>signed_document</c>, <c>cryptographic_signature</c>,
/// <c>external_system</c>.</param>
public sealed record ConsentProof(string ProofType, DateTimeOffset Timestamp, IReadOnlyDictionary<string, string> ProofData);

/// <summary>Serialisation of vCons: snake_case, no nulls, times as RFC 3339. Parsing is equally strict.</summary>
static class VconJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = false,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = StrictJson.DepthLimit,
        };
        options.Converters.Add(new Rfc3339Converter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
