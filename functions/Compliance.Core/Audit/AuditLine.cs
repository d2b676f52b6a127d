using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// An entry as stored in the log, JSON on one line:
/// <c>{"id","at","event","operation","phase":"intent|done|single","principal","outcome","origin","resource","details":{}}</c>.
/// </summary>
/// <param name="Id">See <see cref="AuditEntryId"/>.</param>
/// <param name="At">The time of this append (RFC 3339, UTC); a repeat has a later one.</param>
public sealed record AuditLine(
    string Id,
    DateTimeOffset At,
    string Event,
    string Operation,
    string Phase,
    string Principal,
    string Outcome,
    string Origin,
    string Resource,
    IReadOnlyDictionary<string, string>? Details)
{
    public static AuditLine Of(TenantId tenant, AuditEntry entry, DateTimeOffset at) => new(
        AuditEntryId.Of(tenant, entry.Event, entry.Operation, entry.Phase),
        at,
        entry.Event,
        entry.Operation,
        NameOf(entry.Phase),
        entry.Principal,
        entry.Outcome,
        entry.Origin,
        entry.Resource,
        entry.Details);

    /// <summary>The bytes of the leaf.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditLine);

    /// <exception cref="InvalidDataException">Not a line of the log.</exception>
    public static AuditLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditJson.Default.AuditLine)
                ?? throw new InvalidDataException("The audit line is null.");
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException("The audit line is not JSON of the expected form.", malformed);
        }
    }

    public static string NameOf(AuditPhase phase) => phase switch
    {
        AuditPhase.Intent => "intent",
        AuditPhase.Done => "done",
        AuditPhase.Single => "single",
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(AuditLine))]
sealed partial class AuditJson : JsonSerializerContext;
