using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>A call of eight seconds with sound in all of them, so that every silenced second shows.</summary>
static class ToneCall
{
    public const int Seconds = 8;
    const int Rate = 8000;
    const int Header = 44;

    public static Sample Of(DateTimeOffset startedAt) => Sample.Note(change: ticket =>
    {
        ticket["startedAt"] = startedAt.ToString("O");
        ticket["durationSeconds"] = Seconds;
    }).Add("media.wav", "audio/wav", Sound());

    /// <summary>Whole seconds of a file that are all silence.</summary>
    public static int SilentSeconds(byte[] wav) => Enumerable.Range(0, Seconds).Count(second =>
        wav.AsSpan(Header + (second * Rate * 2) + 400, (Rate * 2) - 800).IndexOfAnyExcept((byte)0) < 0);

    /// <summary>A desktop's or a bridge's token, as the directory of one machine makes it.</summary>
    public static async Task<Session> ControlAsync(Api api, string tenant, string? agentId, string? calls = null)
    {
        var asked = new JsonObject
        {
            ["tenant"] = tenant,
            ["roles"] = Api.Array(["Calls.Control"]),
            ["agentId"] = agentId,
            ["calls"] = calls,
        };
        var issued = (await api.SendAsync(HttpMethod.Post, "/api/local/tokens", asked)).Expect(HttpStatusCode.OK).Json;
        return api.With(tenant, issued["token"]!.GetValue<string>());
    }

    public static Task<Answer> SignalAsync(this Session control, Sample call, string what, JsonObject? body = null) =>
        control.SendAsync(HttpMethod.Post, $"/calls/{call.CallId}/{what}", body);

    /// <summary>Silences the whole call, if what the sender says of the time is believed.</summary>
    public static async Task SilenceAsync(this Session control, Sample call, DateTimeOffset begun)
    {
        JsonObject At(double seconds) => new() { ["at"] = begun.AddSeconds(seconds).ToString("O") };
        (await control.SignalAsync(call, "pause", At(0))).Expect(HttpStatusCode.OK);
        (await control.SignalAsync(call, "resume", At(Seconds))).Expect(HttpStatusCode.OK);
        var end = At(Seconds);
        end["startedAt"] = begun.ToString("O");
        (await control.SignalAsync(call, "end", end)).Expect(HttpStatusCode.OK);
    }

    static byte[] Sound()
    {
        var wav = new byte[Header + (Seconds * Rate * 2)];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        short[] format = [16, 0, 1, 1, Rate, 0, Rate * 2, 0, 2, 16];
        foreach (var (i, value) in format.Index())
        {
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(16 + (i * 2)), value);
        }

        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), wav.Length - Header);
        for (var i = 0; i < Seconds * Rate; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(Header + (i * 2)), (short)(8000 * Math.Sin(2 * Math.PI * 300 * i / Rate)));
        }

        return wav;
    }
}
