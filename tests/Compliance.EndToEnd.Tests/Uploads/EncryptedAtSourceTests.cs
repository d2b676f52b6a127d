using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core.Cryptography;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Uploads;

/// <summary>A recorder that trusts nobody on the way: it encrypts with the Azure SDK under the <c>seal</c> key of the JWKS.</summary>
public sealed class EncryptedAtSourceTests(SharedHost host)
{
    const string Text = "said in confidence\n";
    const int Region = 4 * 1024 * 1024;

    Session Uploader => host.Api.As("acme", "Recordings.Upload");

    [Theory]
    [InlineData(1)]
    [InlineData(250_000)]
    public async Task What_is_encrypted_at_the_source_is_opened_and_sealed(int times)
    {
        var text = string.Concat(Enumerable.Repeat(Text, times));
        var answer = await AnnounceAsync(SizeOf(text));

        await UploadAsync(answer, new PublicSealKey(await SealKeyAsync("acme")), text);

        var id = answer["recordingId"]!.GetValue<string>();
        var view = await Uploader.WaitForAsync(id, "sealed", "quarantined");
        Assert.True(view["state"]!.GetValue<string>() == "sealed", view.ToJsonString());
        Assert.Equal(text.Length, view["files"]![0]!["size"]!.GetValue<int>());
        Assert.Equal(Sample.Sha256(Encoding.UTF8.GetBytes(text)), view["files"]![0]!["sha256"]!.GetValue<string>());
        Assert.True(text == (await host.Api.As("acme", "Recordings.Read").FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK).Text);
    }

    /// <summary>What nobody on the way could read is examined all the same.</summary>
    [Fact]
    public async Task An_ignored_pause_is_silenced_in_what_was_encrypted_at_the_source()
    {
        var sample = Sample.Call("pause-ignored");
        var wav = sample.Files["media.wav"];
        sample.Ticket["files"] = new JsonArray(
            new JsonObject { ["name"] = "note.txt", ["contentType"] = "audio/wav", ["size"] = wav.Length + 28, ["encrypted"] = true });
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;

        await UploadAsync(answer, new PublicSealKey(await SealKeyAsync("acme")), BinaryData.FromBytes(wav));

        var view = await Uploader.WaitForAsync(answer["recordingId"]!.GetValue<string>(), "sealed", "quarantined");
        Assert.Equal("sealed", view["state"]!.GetValue<string>());
        Assert.Contains(view["files"]![0]!["masked"]!.AsArray(), x => x!["reason"]!.GetValue<string>() == "contentInPauseWindow");
    }

    [Fact]
    public async Task What_is_encrypted_for_somebody_else_is_quarantined_as_it_came()
    {
        var answer = await AnnounceAsync(SizeOf(Text));
        var key = await SealKeyAsync("globex");
        key["kid"] = (await SealKeyAsync("acme"))["kid"]!.GetValue<string>();

        await UploadAsync(answer, new PublicSealKey(key), Text);

        var view = await Uploader.WaitForAsync(answer["recordingId"]!.GetValue<string>(), "sealed", "quarantined");
        Assert.Equal("quarantined", view["state"]!.GetValue<string>());
        Assert.Equal("notDecryptable", view["reason"]!.GetValue<string>());
        Assert.Equal("integrity", view["class"]!.GetValue<string>());
    }

    [Fact]
    public async Task Card_data_in_a_later_region_is_taken_out_of_what_was_encrypted_at_the_source()
    {
        const string Number = "4111 1111 1111 1111";
        var text = string.Concat(Enumerable.Repeat(Text, 250_000)) + $"card {Number}\n" + Text;
        var answer = await AnnounceAsync(SizeOf(text));

        await UploadAsync(answer, new PublicSealKey(await SealKeyAsync("acme")), text);

        var id = answer["recordingId"]!.GetValue<string>();
        var view = await Uploader.WaitForAsync(id, "sealed", "quarantined");
        Assert.True(view["state"]!.GetValue<string>() == "sealed", view.ToJsonString());
        var sealedText = (await host.Api.As("acme", "Recordings.Read").FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK).Text;
        Assert.DoesNotContain(Number, sealedText, StringComparison.Ordinal);
        Assert.StartsWith(Text, sealedText, StringComparison.Ordinal);
        Assert.EndsWith(Text, sealedText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_names_a_key_that_is_not_the_tenants_is_quarantined()
    {
        var answer = await AnnounceAsync(SizeOf(Text));

        await UploadAsync(answer, new PublicSealKey(await SealKeyAsync("globex")), Text);

        var view = await Uploader.WaitForAsync(answer["recordingId"]!.GetValue<string>(), "sealed", "quarantined");
        Assert.Equal("quarantined", view["state"]!.GetValue<string>());
        Assert.Equal("notDecryptable", view["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_announced_as_encrypted_and_is_not_is_quarantined()
    {
        var answer = await AnnounceAsync(Text.Length);

        await host.Api.UploadAsync(
            answer, new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["note.txt"] = Encoding.UTF8.GetBytes(Text) });

        var view = await Uploader.WaitForAsync(answer["recordingId"]!.GetValue<string>(), "sealed", "quarantined");
        Assert.Equal("notDecryptable", view["reason"]?.GetValue<string>());
    }

    async Task<JsonNode> AnnounceAsync(long size)
    {
        var sample = Sample.Note();
        sample.Ticket["files"] = new JsonArray(
            new JsonObject { ["name"] = "note.txt", ["contentType"] = "text/plain", ["size"] = size, ["encrypted"] = true });
        return (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
    }

    async Task<JsonObject> SealKeyAsync(string tenant)
    {
        var jwks = (await host.Api.SendAsync(HttpMethod.Get, $"/api/tenants/{tenant}/keys")).Expect(HttpStatusCode.OK).Json;
        return jwks["keys"]!.AsArray().First(x => x!["use"]!.GetValue<string>() == "enc")!.DeepClone().AsObject();
    }

    /// <summary>Each region of 4 MiB has a nonce and a tag.</summary>
    static long SizeOf(string text) => text.Length + (28L * ((text.Length + Region - 1) / Region));

    static Task UploadAsync(JsonNode answer, IKeyEncryptionKey key, string text) => UploadAsync(answer, key, BinaryData.FromString(text));

    static async Task UploadAsync(JsonNode answer, IKeyEncryptionKey key, BinaryData content)
    {
        var options = new SpecializedBlobClientOptions
        {
            ClientSideEncryption = new ClientSideEncryptionOptions(ClientSideEncryptionVersion.V2_0)
            {
                KeyEncryptionKey = key,
                KeyWrapAlgorithm = "RSA-OAEP-256",
            },
        };
        var blob = new BlobClient(new Uri(answer["uploads"]![0]!["url"]!.GetValue<string>()), options);
        await blob.UploadAsync(content.ToStream(), overwrite: false, Api.Cancellation);
    }

    /// <summary>The public half of a tenant's <c>seal</c> key, as the SDK wants it.</summary>
    sealed class PublicSealKey(JsonNode jwk) : IKeyEncryptionKey
    {
        public string KeyId => jwk["kid"]!.GetValue<string>();

        public byte[] WrapKey(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default)
        {
            Assert.Equal("RSA-OAEP-256", algorithm);
            using var rsa = RSA.Create(new RSAParameters
            {
                Modulus = Base64Url.DecodeFromChars(jwk["n"]!.GetValue<string>()),
                Exponent = Base64Url.DecodeFromChars(jwk["e"]!.GetValue<string>()),
            });
            return rsa.Encrypt(key.Span, RSAEncryptionPadding.OaepSHA256);
        }

        public Task<byte[]> WrapKeyAsync(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
            Task.FromResult(WrapKey(algorithm, key, cancellationToken));

        public byte[] UnwrapKey(string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<byte[]> UnwrapKeyAsync(
            string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
