using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Audit.Transparency;

/// <summary>Runs <c>vectors.json</c>, which another implementation made.</summary>
public class VectorTests
{
    static readonly JsonNode Vectors =
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("functions", "Compliance.Core", "Audit", "Transparency", "vectors.json")))!;

    static readonly string Origin = (string)Vectors["origin"]!;

    public static TheoryData<string> AcceptedNotes => [.. Of("notes", "accepted").Select(x => (string)x["name"]!)];

    public static TheoryData<string> RejectedNotes => [.. Of("notes", "rejected").Select(x => (string)x["name"]!)];

    public static TheoryData<string> RejectedNames => [.. Vectors["names"]!["rejected"]!.AsArray().Select(x => (string)x!)];

    [Fact]
    public void The_edge_of_a_growing_tree_gives_the_vectors_roots()
    {
        var edge = new TreeEdge();
        foreach (var vector in Of("roots"))
        {
            while (edge.Size < (long)vector["size"]!)
            {
                edge.Append(MerkleHash.Leaf(Entry((int)edge.Size)));
            }

            Assert.Equal((string)vector["root"]!, Convert.ToBase64String(edge.Root()));
        }
    }

    [Fact]
    public void Inclusion_proofs_lead_to_the_vectors_roots_and_nothing_else_does()
    {
        foreach (var vector in Of("inclusion"))
        {
            var (index, size, hashes) = ((int)vector["index"]!, (long)vector["size"]!, Hashes(vector));
            var head = new Checkpoint(Origin, size, Convert.FromBase64String((string)vector["root"]!));
            Assert.True(MerkleProof.Includes(head, index, Entry(index), hashes));
            Assert.False(MerkleProof.Includes(head, index, Entry(index + 1), hashes));
            Assert.False(MerkleProof.Includes(head, index, Entry(index), [.. hashes, new byte[32]]));
            Assert.False(MerkleProof.Includes(head, index + 1, Entry(index), hashes));
            Assert.False(MerkleProof.Includes(head, -1, Entry(index), hashes));
            for (var i = 0; i < hashes.Count; i++)
            {
                var changed = hashes.ToArray();
                changed[i] = SHA256.HashData(changed[i].Span);
                Assert.False(MerkleProof.Includes(head, index, Entry(index), changed));
                changed[i] = changed[i][1..];
                Assert.False(MerkleProof.Includes(head, index, Entry(index), changed));
                Assert.False(MerkleProof.Includes(head, index, Entry(index), [.. hashes.Where((_, x) => x != i)]));
            }
        }
    }

    [Fact]
    public void The_tests_own_verifier_takes_the_vectors_consistency_proofs()
    {
        foreach (var vector in Of("consistency"))
        {
            var (from, to) = (Convert.FromBase64String((string)vector["fromRoot"]!), Convert.FromBase64String((string)vector["toRoot"]!));
            Assert.True(TlogVerifier.IsConsistent((long)vector["from"]!, from, (long)vector["to"]!, to, LogBench.Hashes(Hashes(vector))));
        }
    }

    [Fact]
    public void Names_are_the_vectors()
    {
        foreach (var vector in Of("names", "accepted"))
        {
            var (level, number, width) = ((int)vector["level"]!, (long)vector["number"]!, (int)vector["width"]!);
            var path = level < 0 ? TilePath.Entries(number, width) : TilePath.Hashes(level, number, width);
            Assert.Equal((string)vector["name"]!, path.ToString());
            Assert.True(TilePath.TryParse(path.ToString(), out var read));
            Assert.Equal(path, read);
        }
    }

    [Theory]
    [MemberData(nameof(RejectedNames))]
    public void Another_spelling_of_a_name_is_refused(string name) => Assert.False(TilePath.TryParse(name, out _));

    [Theory]
    [MemberData(nameof(AcceptedNotes))]
    public void A_good_checkpoint_is_opened_and_written_again_as_it_was(string name)
    {
        var vector = Of("notes", "accepted").Single(x => (string)x["name"]! == name);
        var note = Encoding.UTF8.GetBytes((string)vector["note"]!);

        Assert.Equal((long)vector["size"]!, Checkpoint.Open(note, Origin, [Key()]).Size);
        Assert.Equal(note, SignedNote.Parse(note).ToUtf8());
        Assert.Throws<FormatException>(() => Checkpoint.Open(note, "serverless-compliance/globex/audit", [Key()]));
        Assert.Throws<FormatException>(() => Checkpoint.Open(note, Origin, []));
    }

    [Theory]
    [MemberData(nameof(RejectedNotes))]
    public void A_bad_checkpoint_is_refused(string name)
    {
        var note = Encoding.UTF8.GetBytes((string)Of("notes", "rejected").Single(x => (string)x["name"]! == name)["note"]!);

        Assert.Throws<FormatException>(() => Checkpoint.Open(note, Origin, [Key()]));
    }

    [Fact]
    public async Task Lines_are_the_vectors_and_no_other_byte_or_blob_makes_one()
    {
        var store = KeyedStore.Of(Convert.FromBase64String((string)Vectors["integrityKey"]!));
        foreach (var vector in Of("lines"))
        {
            var (blob, line) = ((int)vector["blob"]!, Encoding.UTF8.GetBytes((string)vector["line"]!));
            var opened = await AuditFrame.OpenAsync(store, blob, line, TestContext.Current.CancellationToken);
            Assert.Equal(line.AsSpan(0, line.AsSpan().LastIndexOf((byte)' ')), opened!.Value.Utf8.Span);
            Assert.Null(await AuditFrame.OpenAsync(store, blob + 1, line, TestContext.Current.CancellationToken));
            for (var i = 0; i < line.Length; i++)
            {
                byte[] changed = [.. line];
                changed[i] ^= 4;
                Assert.Null(await AuditFrame.OpenAsync(store, blob, changed, TestContext.Current.CancellationToken));
                Assert.Null(await AuditFrame.OpenAsync(store, blob, line.AsMemory(0, i), TestContext.Current.CancellationToken));
            }
        }
    }

    [Fact]
    public void Ids_and_bundles_are_the_vectors()
    {
        foreach (var vector in Of("ids"))
        {
            var phase = Enum.Parse<AuditPhase>((string)vector["phase"]!, ignoreCase: true);
            var tenant = TenantId.Parse((string)vector["tenant"]!);
            Assert.Equal((string)vector["id"]!, AuditEntryId.Of(tenant, (string)vector["event"]!, (string)vector["operation"]!, phase));
        }

        var bundle = new ArrayBufferWriter<byte>();
        foreach (var index in Enumerable.Range(0, 5))
        {
            EntryBundle.Write(bundle, Entry(index));
        }

        Assert.Equal((string)Vectors["bundleOfFive"]!, Convert.ToBase64String(bundle.WrittenSpan));
        Assert.Equal(Enumerable.Range(0, 5).Select(Entry), EntryBundle.Read(bundle.WrittenMemory).Select(x => x.ToArray()));
        Assert.Throws<InvalidDataException>(() => EntryBundle.Read(bundle.WrittenMemory[..^1]));
        Assert.Throws<InvalidDataException>(() => EntryBundle.Read(new byte[1]));
    }

    static byte[] Entry(int index) => index switch
    {
        0 => [],
        1 => [0],
        2 => "a"u8.ToArray(),
        _ => Encoding.UTF8.GetBytes($$"""{"id":"{{index:x32}}","event":"test.happened"}"""),
    };

    static ECParameters Key()
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String((string)Vectors["publicKey"]!), out _);
        return key.ExportParameters(includePrivateParameters: false);
    }

    static List<ReadOnlyMemory<byte>> Hashes(JsonNode vector) =>
        [.. vector["hashes"]!.AsArray().Select(x => (ReadOnlyMemory<byte>)Convert.FromBase64String((string)x!))];

    static IEnumerable<JsonNode> Of(params string[] path) =>
        path.Aggregate(Vectors, (node, name) => node[name]!).AsArray().Select(x => x!);
}
