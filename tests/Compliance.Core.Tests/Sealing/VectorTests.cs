using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

/// <summary>Runs <c>vectors.json</c>, which another implementation made.</summary>
public class VectorTests
{
    static readonly JsonNode Vectors =
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("functions", "Compliance.Core", "Sealing", "vectors.json")))!;

    public static TheoryData<string> Accepted => [.. Names("accepted")];

    /// <summary>Version 2.1 is read, not written.</summary>
    public static TheoryData<string> Written =>
        [.. Names("accepted").Where(name => Key(Vector(name)).Protocol == EncryptionData.Protocol20)];

    public static TheoryData<string> Foreign => [.. Names("foreign")];

    public static TheoryData<string> Rejected => [.. Names("rejected")];

    [Theory]
    [MemberData(nameof(Accepted))]
    [MemberData(nameof(Foreign))]
    public void The_format_gives_the_vectors_bytes(string name)
    {
        var vector = Vector(name);

        var stored = Seal(vector);

        Assert.Equal((int)vector["sealedLength"]!, stored.Length);
        Assert.Equal((string)vector["sealedSha256"]!, Convert.ToHexStringLower(SHA256.HashData(stored)));
        Assert.Equal((string?)vector["sealed"] ?? Convert.ToHexStringLower(stored), Convert.ToHexStringLower(stored));
    }

    [Theory]
    [MemberData(nameof(Written))]
    public async Task The_writer_gives_the_vectors_bytes_and_receipt(string name)
    {
        var vector = Vector(name);
        using var key = Key(vector);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stored = new MemoryStream();

        var receipt = await RegionSealer.SealAsync(
            new MemoryStream(Clear(vector)), key, sha256, SealedBlobWriter.InOrder(stored), TestContext.Current.CancellationToken);

        Assert.Equal(Receipt(vector), receipt);
        Assert.Equal(Seal(vector), stored.ToArray());
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void The_wrap_and_the_metadata_are_the_vectors(string name)
    {
        var vector = Vector(name);
        using var key = Key(vector);
        var form = new byte[ContentKey.WrappedFormLength];
        key.CopyTo(form);

        var data = new EncryptionData(
            (string)Vectors["keyId"]!,
            AesKeyWrap.Wrap(RecordingKey(Vectors), form),
            EncryptionData.KeyWrap,
            key.Protocol,
            new RegionLayout((int)vector["regionLength"]!));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(data.ToJson()), vector["encryptionData"]));
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task An_accepted_vector_opens(string name)
    {
        var vector = Vector(name);

        var (delivered, refused) = await ReadAsync(vector, new JsonObject());

        Assert.Null(refused);
        Assert.Equal(Clear(vector), delivered);
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public async Task A_rejected_vector_is_refused_at_its_stage(string name)
    {
        var rejected = Vectors["rejected"]!.AsArray().Single(vector => (string)vector!["name"]! == name)!;
        var vector = Vector((string)rejected["of"]!);

        var (delivered, refused) = await ReadAsync(vector, rejected["change"]!.AsObject());

        Assert.Equal((string)rejected["stage"]!, refused?.ToString(), ignoreCase: true);
        Assert.Equal(Clear(vector)[..(int)rejected["delivered"]!], delivered);
    }

    static async Task<(byte[] Delivered, SealedContentStage? Refused)> ReadAsync(JsonNode vector, JsonObject change)
    {
        var stored = Spoil(vector, change);
        var file = new SealedFile(Metadata(vector, change), stored.Length, (offset, into, _) =>
        {
            stored.AsMemory((int)offset, into.Length).CopyTo(into);
            return Task.CompletedTask;
        });
        var receipt = Receipt(vector);
        if (change["receipt"] is { } other)
        {
            receipt = receipt with { Tags = Convert.FromHexString((string)other["tags"]!) };
        }

        Assert.True(SealedKeyId.TryParse((string?)change["readAs"] ?? (string)Vectors["keyId"]!, out var id));
        using var delivered = new MemoryStream();
        try
        {
            using var key = RecordingKey(change.ContainsKey("recordingKey") ? change : Vectors);
            await using var content = file.Open(key, id, receipt).Content;
            await content.CopyToAsync(delivered, TestContext.Current.CancellationToken);
            return (delivered.ToArray(), null);
        }
        catch (SealedContentException e)
        {
            return (delivered.ToArray(), e.Stage);
        }
    }

    static byte[] Spoil(JsonNode vector, JsonObject change)
    {
        var regions = Regions(vector);
        if (change["swap"] is { } swap)
        {
            var (first, second) = ((int)swap[0]!, (int)swap[1]!);
            (regions[first], regions[second]) = (regions[second], regions[first]);
        }

        byte[] stored = [.. regions.SelectMany(region => region), .. new byte[(int?)change["append"] ?? 0]];
        if (change["flip"] is { } at)
        {
            stored[(int)at] ^= 1;
        }

        return stored[..^((int?)change["cut"] ?? 0)];
    }

    static string? Metadata(JsonNode vector, JsonObject change)
    {
        var metadata = vector["encryptionData"]!.DeepClone();
        if (!change.TryGetPropertyValue("metadata", out var alter))
        {
            return metadata.ToJsonString();
        }

        if (alter is null)
        {
            return null;
        }

        var path = ((string)alter["path"]!).Split('.');
        var parent = path[..^1].Aggregate(metadata, (node, name) => node[name]!);
        Assert.NotNull(parent[path[^1]]);
        parent[path[^1]] = alter["value"]?.DeepClone();
        return metadata.ToJsonString();
    }

    static IEnumerable<string> Names(string kind) => Vectors[kind]!.AsArray().Select(vector => (string)vector!["name"]!);

    static JsonNode Vector(string name) =>
        Vectors["accepted"]!.AsArray().Concat(Vectors["foreign"]!.AsArray()).Single(vector => (string)vector!["name"]! == name)!;

    static List<byte[]> Regions(JsonNode vector) => ReferenceSealer.Seal(
        Clear(vector),
        Convert.FromHexString((string)vector["contentKey"]!),
        (int)vector["regionLength"]!,
        Enum.Parse<RegionNonces>((string)vector["nonces"]!, ignoreCase: true));

    static byte[] Seal(JsonNode vector) => [.. Regions(vector).SelectMany(region => region)];

    static byte[] Clear(JsonNode vector) =>
        [.. Enumerable.Range(0, (int)vector["receipt"]!["clearLength"]!).Select(i => (byte)(i % 251))];

    static SealedContent Receipt(JsonNode vector)
    {
        var receipt = vector["receipt"]!;
        return new SealedContent(
            (long)receipt["clearLength"]!, (string)receipt["sha256"]!, Convert.FromHexString((string)receipt["tags"]!));
    }

    static KeyBytes RecordingKey(JsonNode from) => KeyBytes.From(Convert.FromHexString((string)from["recordingKey"]!));

    static ContentKey Key(JsonNode vector)
    {
        var form = new byte[ContentKey.WrappedFormLength];
        Encoding.ASCII.GetBytes((string)vector["encryptionData"]!["EncryptionAgent"]!["Protocol"]!, form);
        Convert.FromHexString((string)vector["contentKey"]!).CopyTo(form, 8);
        return ContentKey.From(form);
    }
}
