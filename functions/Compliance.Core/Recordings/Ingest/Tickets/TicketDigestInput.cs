using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Json;

namespace Compliance.Recordings;

/// <summary>
/// The bytes that decide whether a repeated ticket is the same (openapi.yaml: 200) or other metadata for a known callId (409). UTF-8 JSON,
/// members in the types' order, custom pairs by ordinal key, nulls left out, times in UTC, numbers in their shortest spelling,
/// hexadecimal and channel lists in one order: the sender's member order, white space, number and time spelling do not show. Personal
/// data: compare them, or a MAC under a tenant's secret, never a plain digest (identities can be guessed).
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
