using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Audit;
using Compliance.Core.Tests.Recordings.Ingest.Tickets;
using Compliance.Core.Tests.Sealing;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Attacks;

/// <summary>What is read from storage or from a stranger, changed in seeded ways: it is refused as its reader says, or read as it was.</summary>
public sealed class MutatedFormatsTests(AzuriteFixture azurite)
{
    static readonly byte[] Line = AuditLine.Of(
        TenantId.Parse("acme"),
        new AuditEntry(
            "recording.sealed", "a/1", AuditPhase.Done, AuditEntry.System, AuditEntry.Success, "Seal", "recordings/a",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["generation"] = "1" }),
        TicketSample.Now).ToUtf8();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2000)]
    [SoakData(1_000_000)]
    public void A_changed_line_note_bundle_header_or_ticket_is_refused_as_its_reader_says(int times)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (mutations, note, statement) = (new Mutations(Seeds.Current), Note(key), Statement(key));
        var data = new EncryptionData("kid", new byte[40], EncryptionData.KeyWrap, EncryptionData.Protocol20, RegionLayout.Standard);
        var encryption = JsonNode.Parse(data.ToJson())!;
        var ticket = JsonNode.Parse(TicketSample.Json)!;
        for (var i = 0; i < times; i++)
        {
            Refuses<InvalidDataException>(() => AuditLine.Parse(mutations.Of(Line)));
            Refuses<InvalidDataException>(() => EntryBundle.Read(mutations.Of([0, 3, .. "one"u8, 0, 3, .. "two"u8])));
            Refuses<SealedContentException>(() => EncryptionData.Parse(Encoding.UTF8.GetString(mutations.Of(encryption))));
            _ = TicketSample.Parser.ParseTicket(mutations.Of(ticket));

            var changed = mutations.Of(note);
            if (!changed.SequenceEqual(note))
            {
                Refuses<FormatException>(() => Assert.Equal(
                    2, Checkpoint.Open(changed, "log", [key.ExportParameters(includePrivateParameters: false)]).Size));
            }

            if (SignedStatement.TryOpen(mutations.Of(statement), _ => key.ExportParameters(false), "test+jws", out var payload, out _))
            {
                Assert.Equal("{\"v\":1}"u8, payload);
            }
        }
    }

    [Theory]
    [InlineData(40)]
    [SoakData(20_000)]
    public async Task A_changed_sealed_file_yields_the_beginning_of_its_content_or_nothing(int times)
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), SealedSample.Region + 1000);
        var (mutations, whole) = (new Mutations(Seeds.Current), await sample.SealedBytesAsync());
        for (var i = 0; i < times; i++)
        {
            await sample.OverwriteAsync(mutations.Of(whole));
            var (delivered, _) = await sample.ReadAsync();
            Assert.True(sample.Clear.AsSpan().StartsWith(delivered), $"round {i}: {delivered.Length} bytes differ.");
        }
    }

    static void Refuses<TException>(Action read)
        where TException : Exception
    {
        try
        {
            read();
        }
        catch (TException)
        {
            // As documented. Anything else fails the test.
        }
    }

    static byte[] Note(ECDsa key)
    {
        var text = new Checkpoint("log", 2, new byte[32]).Text;
        var id = SignedNote.KeyIdOf(key.ExportParameters(includePrivateParameters: false));
        var signature = key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new SignedNote(text, [new NoteSignature("log", id, signature)]).ToUtf8();
    }

    static byte[] Statement(ECDsa key)
    {
        var header = Base64Url.EncodeToString("""{"alg":"ES256","kid":"k","typ":"test+jws"}"""u8);
        var body = Base64Url.EncodeToString("""{"v":1}"""u8);
        var signature = Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes($"{header}.{body}"), HashAlgorithmName.SHA256));
        return Encoding.UTF8.GetBytes(
            $$"""{"payload":"{{body}}","signatures":[{"protected":"{{header}}","signature":"{{signature}}"}]}""");
    }
}
