using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Sealing;

/// <summary>Somebody with the storage accounts' keys changes what is stored: refused before a wrong byte leaves.</summary>
public sealed class TamperingTests(SharedHost host)
{
    const int Region = 4 * 1024 * 1024;
    const int SealedRegion = 12 + Region + 16;
    const HttpStatusCode Refused = HttpStatusCode.UnprocessableEntity;

    Session Uploader => host.Api.As("acme", "Recordings.Upload");

    Session Reader => host.Api.As("acme", "Recordings.Read");

    BlobContainerClient Recordings => host.App.Account("acme").GetBlobContainerClient("recordings");

    BlobContainerClient State => host.App.Account("acme").GetBlobContainerClient("state");

    [Fact]
    public async Task A_byte_that_is_flipped_is_never_sent()
    {
        var content = Noise(2 * Region + 1_000_000);
        var id = await SealAsync(("big.ogg", content));
        var blob = Recordings.GetBlobClient($"{id}/1/0");
        var stored = await BytesAsync(blob);

        // In the first region: nothing is sent.
        await ReplaceAsync(blob, Flipped(stored, 100_000));
        var first = await Reader.FileAsync(id, "big.ogg");
        Assert.Empty(first.ExpectProblem(Refused));
        (await Reader.FileAsync(id, "big.ogg", ("Range", "bytes=10-20"))).ExpectProblem(Refused);
        Assert.Equal(
            content[(Region + 7)..(Region + 17)],
            (await Reader.FileAsync(id, "big.ogg", ("Range", $"bytes={Region + 7}-{Region + 16}"))).Expect(HttpStatusCode.PartialContent)
                .Body);

        // In the last: the connection ends short, with right bytes before it.
        await ReplaceAsync(blob, Flipped(stored, (2 * SealedRegion) + 500));
        var (got, whole) = await ReadToItsEndAsync(id, "big.ogg");
        Assert.False(whole);
        Assert.InRange(got.Length, 1, 2 * Region);
        Assert.True(got.AsSpan().SequenceEqual(content.AsSpan(0, got.Length)));

        await ReplaceAsync(blob, stored);
        Assert.True((await Reader.FileAsync(id, "big.ogg")).Expect(HttpStatusCode.OK).Body.AsSpan().SequenceEqual(content));
    }

    [Fact]
    public async Task Regions_that_are_swapped_cut_or_added_are_refused()
    {
        var content = Noise(2 * Region + 5000);
        var id = await SealAsync(("big.ogg", content));
        var blob = Recordings.GetBlobClient($"{id}/1/0");
        var stored = await BytesAsync(blob);

        foreach (var (what, changed) in ((string, byte[])[])[
            ("swapped", [.. stored[SealedRegion..(2 * SealedRegion)], .. stored[..SealedRegion], .. stored[(2 * SealedRegion)..]]),
            ("cut", stored[..(2 * SealedRegion)]),
            ("one byte short", stored[..^1]),
            ("one byte long", [.. stored, 0]),
            ("appended", [.. stored, .. stored[..SealedRegion]]),
            ("empty", [])])
        {
            await ReplaceAsync(blob, changed);
            var answer = await Reader.FileAsync(id, "big.ogg", ("Range", "bytes=0-9"));
            Assert.True(answer.Status == Refused, $"{what}: {(int)answer.Status}");
        }

        await blob.DeleteAsync(cancellationToken: Api.Cancellation);
        (await Reader.FileAsync(id, "big.ogg")).ExpectProblem(Refused);
    }

    [Fact]
    public async Task Blobs_that_are_swapped_or_relabelled_are_refused()
    {
        var id = await SealAsync(("a.txt", "first text\n"u8.ToArray()), ("b.txt", "other text\n"u8.ToArray()));
        var other = await SealAsync(("a.txt", "third text\n"u8.ToArray()), ("b.txt", "fourth txt\n"u8.ToArray()));
        var (a, b, c) = (Recordings.GetBlobClient($"{id}/1/0"), Recordings.GetBlobClient($"{id}/1/1"), Recordings.GetBlobClient(
            $"{other}/1/0"));
        var (bytesA, metadataA) = (await BytesAsync(a), await MetadataAsync(a));

        foreach (var source in (BlobClient[])[b, c])
        {
            await ReplaceAsync(a, await BytesAsync(source), await MetadataAsync(source));
            (await Reader.FileAsync(id, "a.txt")).ExpectProblem(Refused);
            await ReplaceAsync(a, bytesA, await MetadataAsync(source));
            (await Reader.FileAsync(id, "a.txt")).ExpectProblem(Refused);
        }

        foreach (var broken in (string[])["{}", "not json", metadataA["encryptiondata"].Replace(
            "A256KW", "RSA-OAEP-256", StringComparison.Ordinal)])
        {
            await ReplaceAsync(a, bytesA, new Dictionary<string, string>(StringComparer.Ordinal) { ["encryptiondata"] = broken });
            (await Reader.FileAsync(id, "a.txt")).ExpectProblem(Refused);
        }

        await ReplaceAsync(a, bytesA, new Dictionary<string, string>(StringComparer.Ordinal));
        (await Reader.FileAsync(id, "a.txt")).ExpectProblem(Refused);
        await ReplaceAsync(a, bytesA, metadataA);
        Assert.Equal("first text\n", (await Reader.FileAsync(id, "a.txt")).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task A_state_that_was_edited_swapped_or_rolled_back_is_refused()
    {
        var (id, other) = (await SealAsync(("a.txt", "one text\n"u8.ToArray())), await SealAsync(("a.txt", "two text\n"u8.ToArray())));
        var state = State.GetBlobClient($"recordings/{id}");
        var genuine = await BytesAsync(state);

        var text = Encoding.UTF8.GetString(genuine);
        var edited = text.Replace("clean", "masked", StringComparison.Ordinal);
        Assert.NotEqual(text, edited);
        await AssertRefusedWithAsync(id, state, Encoding.UTF8.GetBytes(edited));
        await AssertRefusedWithAsync(id, state, await BytesAsync(State.GetBlobClient($"recordings/{other}")));
        await AssertRefusedWithAsync(id, state, "{}"u8.ToArray());
        await AssertRefusedWithAsync(id, state, "no json"u8.ToArray());

        // A correction later, the state of before is old: nobody may bring it back.
        await ReplaceAsync(state, genuine);
        var handler = host.Api.As("acme", "Privacy.Handler");
        (await handler.CorrectAsync(id, new JsonObject { ["reason"] = "x", ["language"] = "de" })).Expect(HttpStatusCode.OK);
        var corrected = await BytesAsync(state);
        await AssertRefusedWithAsync(id, state, genuine);

        await ReplaceAsync(state, corrected);
        (await Reader.FileAsync(id, "a.txt")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Metadata_that_was_swapped_is_refused()
    {
        var (id, other) = (await SealAsync(("a.txt", "one text\n"u8.ToArray())), await SealAsync(("a.txt", "two text\n"u8.ToArray())));
        var state = State.GetBlobClient($"recordings/{id}");
        var genuine = await BytesAsync(state);
        var mine = MetadataOf(genuine);
        var theirs = MetadataOf(await BytesAsync(State.GetBlobClient($"recordings/{other}")));

        foreach (var forged in (string[])[theirs, mine[..20] + (mine[20] == 'A' ? 'B' : 'A') + mine[21..], ""])
        {
            await ReplaceAsync(
                state, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(genuine).Replace(mine, forged, StringComparison.Ordinal)));
            await AssertMetadataRefusedAsync(id);
        }

        await ReplaceAsync(state, genuine);
        (await Reader.ViewAsync(id)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_recording_that_was_moved_to_another_recording_or_tenant_is_refused()
    {
        var (id, other) = (await SealAsync(("a.txt", "one text\n"u8.ToArray())), await SealAsync(("a.txt", "two text\n"u8.ToArray())));

        // Everything of one, keys too, under the other's name.
        await CopyAsync(id, "acme", other, "acme");
        var answer = await Reader.FileAsync(other, "a.txt");
        Assert.True(answer.Status is Refused, $"{(int)answer.Status}");
        (await Reader.ViewAsync(other)).ExpectProblem(Refused);

        // And into another tenant's accounts.
        await CopyAsync(id, "acme", id, "globex");
        var moved = await host.Api.As("globex", "Recordings.Read").FileAsync(id, "a.txt");
        Assert.True(moved.Status is Refused, $"{(int)moved.Status}");
        (await host.Api.As("globex", "Recordings.Read").ViewAsync(id)).ExpectProblem(Refused);
    }

    async Task AssertRefusedWithAsync(string id, BlobClient state, byte[] content)
    {
        await ReplaceAsync(state, content);
        (await Reader.ViewAsync(id)).ExpectProblem(Refused);
        (await Reader.FileAsync(id, "a.txt")).ExpectProblem(Refused);
        var handler = host.Api.As("acme", "Privacy.Handler");
        (await handler.MetadataAsync(id)).ExpectProblem(Refused);
        (await handler.CorrectAsync(id, new JsonObject { ["reason"] = "x", ["language"] = "fr" })).ExpectProblem(Refused);
    }

    async Task AssertMetadataRefusedAsync(string id)
    {
        (await Reader.ViewAsync(id)).ExpectProblem(Refused);
        (await host.Api.As("acme", "Privacy.Handler").MetadataAsync(id)).ExpectProblem(Refused);
    }

    async Task<string> SealAsync(params (string Name, byte[] Content)[] files)
    {
        var sample = Sample.Note();
        sample.Ticket["files"] = new JsonArray();
        sample.Ticket["queue"] = "tampering";
        sample.Files.Clear();
        foreach (var (name, content) in files)
        {
            sample.Add(name, name.EndsWith("ogg", StringComparison.Ordinal) ? "audio/ogg" : "text/plain", content);
        }

        return (await Uploader.SealAsync(sample.Ticket, sample.Files)).Id;
    }

    async Task<(byte[] Content, bool Whole)> ReadToItsEndAsync(string id, string name)
    {
        using var http = new HttpClient { BaseAddress = host.Api.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/tenants/acme/recordings/{id}/files/{name}");
        request.Headers.Add("Authorization", "Bearer " + await host.Api.TokenAsync("acme", ["Recordings.Read"], ["*"]));
        request.Headers.Add(Session.Purpose, "quality");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Api.Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync(Api.Cancellation);
        using var got = new MemoryStream();
        try
        {
            await body.CopyToAsync(got, Api.Cancellation);
            return (got.ToArray(), true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (got.ToArray(), false);
        }
    }

    async Task CopyAsync(string from, string fromTenant, string to, string toTenant)
    {
        foreach (var (account, container, prefix) in ((string, string, string)[])[
            ("", "recordings", ""), ("", "state", "recordings/"), ("keys", "keyring", "recordings/")])
        {
            var source = host.App.Account(fromTenant + account).GetBlobContainerClient(container);
            var target = host.App.Account(toTenant + account).GetBlobContainerClient(container);
            await foreach (var blob in source.GetBlobsAsync(new() { Prefix = prefix + from }, Api.Cancellation))
            {
                var copied = source.GetBlobClient(blob.Name);
                await ReplaceAsync(
                    target.GetBlobClient(blob.Name.Replace(from, to, StringComparison.Ordinal)), await BytesAsync(
                        copied), await MetadataAsync(copied));
            }
        }
    }

    /// <summary>The sealed metadata in a state document's manifest.</summary>
    static string MetadataOf(byte[] state) =>
        JsonNode.Parse(JsonNode.Parse(state)!["manifest"]!.GetValue<string>())!["metadata"]!.GetValue<string>();

    static async Task<byte[]> BytesAsync(BlobClient blob) => (await blob.DownloadContentAsync(Api.Cancellation)).Value.Content.ToArray();

    static async Task<IDictionary<string, string>> MetadataAsync(BlobClient blob) =>
        (await blob.GetPropertiesAsync(cancellationToken: Api.Cancellation)).Value.Metadata;

    /// <param name="metadata">Default: as it is.</param>
    static async Task ReplaceAsync(BlobClient blob, byte[] content, IDictionary<string, string>? metadata = null)
    {
        var kept = metadata ?? (await blob.ExistsAsync(Api.Cancellation)
            ? await MetadataAsync(blob) : new Dictionary<string, string>(StringComparer.Ordinal));
        await blob.UploadAsync(BinaryData.FromBytes(content), new BlobUploadOptions { Metadata = kept }, Api.Cancellation);
    }

    static byte[] Flipped(byte[] content, int at)
    {
        var copy = content.ToArray();
        copy[at] ^= 1;
        return copy;
    }

    static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
