using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Json;

namespace Compliance.Recordings;

/// <summary>
/// The bytes that decide whether a repeated ticket is the same one (openapi.yaml: 200) or has other metadata for a known callId (409).
/// UTF-8 JSON: members in the types' order, custom pairs by ordinal key, no nulls, times in UTC, numbers in their shortest form,
/// hexadecimal and channel lists in one canonical form. The sender's member order, white space and spelling of numbers and times
/// therefore make no difference. Personal data: compare the bytes, or a MAC under a tenant's secret, but never a plain digest
/// (identities can be guessed).
/// </summary>
public static class TicketDigestInput
{
    static readonly JsonSerializerOptions Options = new(StrictJson.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default,
    };

    public static byte[] Of(RecordingTicket ticket) => JsonSerializer.SerializeToUtf8Bytes(
        ticket with
        {
            Custom = ticket.Custom.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Files = [.. ticket.Files.Select(Order)],
            PauseWindows = [.. ticket.PauseWindows.Select(Order)],
        },
        Options);

    internal static string Canonical(TicketFile file) => JsonSerializer.Serialize(Order(file), Options);

    internal static string Canonical(PauseWindow window) => JsonSerializer.Serialize(Order(window), Options);

    static TicketFile Order(TicketFile file) => file with { Sha256 = file.Sha256?.ToLowerInvariant() };

    static PauseWindow Order(PauseWindow window) => window with { Channels = [.. window.Channels.Order()] };
}
