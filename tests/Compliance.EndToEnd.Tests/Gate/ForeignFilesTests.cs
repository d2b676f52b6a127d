using System.Buffers.Binary;
using System.Net;
using System.Text;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Gate;

/// <summary>Files as recorders of other makers leave them, from upload to download.</summary>
public sealed class ForeignFilesTests(SharedHost host)
{
    const string Card = "4539148803436467";
    const int Channels = 3;
    const int HeaderBytes = 44;

    [Fact]
    public async Task A_card_said_typed_and_written_is_in_none_of_the_files_that_are_played()
    {
        var words = Card.Chunk(4).Select(
            (x, i) => $$"""{"text":"{{new string(x)}}","start":{{3000 + (i * 1000)}},"end":{{3900 + (i * 1000)}}}""");
        var keys = Card.Select((x, i) => $$"""{"t":{{i}}.5,"type":"keydown","key":"{{x}}","code":"Digit{{x}}","keyCode":{{(int)x}}}""");
        var wav = Tone(seconds: 12);
        var sample = Sample.Note()
            .Add("media.wav", "audio/wav", wav)
            .Add("words.json", "application/json", Encoding.UTF8.GetBytes(
                $$"""{"audio_duration":12,"words":[{{string.Join(',', words)}}]}"""))
            .Add("keys.jsonl", "application/x-ndjson", Encoding.UTF8.GetBytes(string.Join('\n', keys) + "\n"))
            .Add("chat.txt", "text/plain", "[02/03/2026, 09:15:40] Ann: 4539 1488\r\n[02/03/2026, 09:15:45] Ann: 0343 6467\r\n09:16 Bob: order 8829104477123\r\n"u8.ToArray());

        var recording = await host.Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);

        var reader = host.Api.As("acme", "Recordings.Read");
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in sample.Files.Keys)
        {
            files[name] = (await reader.FileAsync(recording.Id, name)).Expect(HttpStatusCode.OK).Body;
        }

        Assert.DoesNotContain("6467", Encoding.UTF8.GetString(files["words.json"]), StringComparison.Ordinal);
        var typed = Encoding.UTF8.GetString(files["keys.jsonl"]);
        Assert.DoesNotContain("Digit", typed, StringComparison.Ordinal);
        Assert.Equal(48, typed.Count(x => x == '•'));
        Assert.Equal(Encoding.UTF8.GetString(sample.Files["keys.jsonl"]).Count(x => x == '\n'), typed.Count(x => x == '\n'));
        var chat = Encoding.UTF8.GetString(files["chat.txt"]);
        Assert.DoesNotContain("0343", chat, StringComparison.Ordinal);
        Assert.EndsWith("[02/03/2026, 09:15:45] Ann: \r\n09:16 Bob: order 8829104477123\r\n", chat, StringComparison.Ordinal);

        // Milliseconds: 3 to 6.9 s, and at most a second more where the sound goes on, on every channel; all else bit for bit.
        var sound = files["media.wav"];
        Assert.Equal(wav.Length, sound.Length);
        Assert.All(sound[At(3)..At(6.9)], x => Assert.Equal(0xD5, x));
        Assert.Equal(wav[..At(1.9)], sound[..At(1.9)]);
        Assert.Equal(wav[At(8)..], sound[At(8)..]);
    }

    static int At(double second) => HeaderBytes + ((int)(second * 8000) * Channels);

    /// <summary>A-law on three channels; the recorder never came back to write its sizes.</summary>
    static byte[] Tone(int seconds)
    {
        var wav = new byte[At(seconds)];
        "RIFF\0\0\0\0WAVEfmt "u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 6);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), Channels);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), 8000);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), 8000 * Channels);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), Channels);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 8);
        "data"u8.CopyTo(wav.AsSpan(36));
        new Random(11).NextBytes(wav.AsSpan(HeaderBytes));
        return wav;
    }
}
