using Compliance.Audit;
using Compliance.Core.Tests.Audit.Transparency;

namespace Compliance.Core.Tests.Audit.Witnessing;

/// <summary>A log before a witness that knows C2SP's texts and nothing of our code.</summary>
public sealed class WitnessClientTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => LogBench.Cancellation;

    [Fact]
    public async Task A_log_that_grows_is_cosigned_each_time_and_by_a_host_that_does_not_know_since_when()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        var witness = WitnessOf(bench);
        foreach (var count in (int[])[1, 4, 251, 1, 40])
        {
            await bench.AppendAsync(count);
            var head = (await bench.Host().AdvanceAsync(LogBench.Own, Cancellation))!;

            var result = await AskAsync(bench, witness, head);

            Assert.Equal((WitnessVerdict.Cosigned, head.Size), (result.Verdict, result.Size));
            Assert.Equal(head.Size, witness.Size);
            Assert.Equal(head.Checkpoint.Root.ToArray(), witness.Root);
            Assert.True(WitnessKey.TryParse(witness.Key, out var key));
            var note = SignedNote.Parse(head.Note.Span) with { Signatures = result.Cosignatures };
            Assert.Single(key.Of(note));
            Assert.Empty(key.Of(note with { Text = note.Text.Replace('\n', ' ') }));
            Assert.True(WitnessKey.TryParse(WitnessOf(bench).Key, out var stranger));
            Assert.Empty(stranger.Of(note));
        }
    }

    [Fact]
    public async Task The_same_checkpoint_again_is_cosigned_again()
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        var witness = WitnessOf(bench);
        await bench.AppendAsync(3);
        var head = (await bench.Host().AdvanceAsync(LogBench.Own, Cancellation))!;

        Assert.Equal(WitnessVerdict.Cosigned, (await AskAsync(bench, witness, head)).Verdict);
        Assert.Equal(WitnessVerdict.Cosigned, (await AskAsync(bench, witness, head with { Witnessed = 3 })).Verdict);
        Assert.Equal(2, witness.Calls);
    }

    [Theory]
    [InlineData(5, WitnessVerdict.Behind)]
    [InlineData(9, WitnessVerdict.Behind)]
    [InlineData(10, WitnessVerdict.Inconsistent)]
    [InlineData(12, WitnessVerdict.Inconsistent)]
    public async Task A_log_that_went_back_or_was_made_anew_contradicts_its_witness(int size, WitnessVerdict verdict)
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        var witness = WitnessOf(bench);
        await bench.AppendAsync(10);
        await AskAsync(bench, witness, (await bench.Host().AdvanceAsync(LogBench.Own, Cancellation))!);
        await using var other = await LogBench.CreateAsync(azurite);
        await other.AppendAsync(Enumerable.Range(0, size).Select(x => $"other-{x}"));

        var result = await AskAsync(other, witness, (await other.Host().AdvanceAsync(LogBench.Own, Cancellation))!);

        Assert.Equal((verdict, 10), (result.Verdict, result.Size));
        Assert.True(result.IsContradiction);
        Assert.Equal(10, witness.Size);
    }

    [Theory]
    [InlineData(200, "", WitnessVerdict.Refused)]
    [InlineData(200, "\u2014 witness.example/test AAAAAAAA\n", WitnessVerdict.Refused)]
    [InlineData(200, "\u2014 other AAAAAAAAAAAA\n", WitnessVerdict.Refused)]
    [InlineData(403, "", WitnessVerdict.Refused)]
    [InlineData(404, "", WitnessVerdict.Refused)]
    [InlineData(409, "many", WitnessVerdict.Refused)]
    [InlineData(503, "", WitnessVerdict.NotReached)]
    [InlineData(0, "", WitnessVerdict.NotReached)]
    public async Task An_answer_that_is_none_cosigns_nothing(int status, string text, WitnessVerdict verdict)
    {
        await using var bench = await LogBench.CreateAsync(azurite);
        await bench.AppendAsync(1);
        var head = (await bench.Host().AdvanceAsync(LogBench.Own, Cancellation))!;
        Assert.True(WitnessKey.TryParse(WitnessOf(bench).Key, out var key));
        var post = new Post(_ => Task.FromResult(status == 0 ? null : new WitnessAnswer(status, text)));

        var result = await new WitnessClient(bench.Host(), post).AskAsync(LogBench.Own, key, "https://witness.example", head, Cancellation);

        Assert.Equal(verdict, result.Verdict);
        Assert.Empty(result.Cosignatures);
        Assert.False(result.IsContradiction);
    }

    static TestWitness WitnessOf(LogBench bench) => new(
        "serverless-compliance/acme/audit",
        async () => [.. (await bench.Keys.Open(LogBench.Own).PublicKeysAsync(Cancellation)).Sign.Select(x => x.Public)]);

    static Task<WitnessResult> AskAsync(LogBench bench, TestWitness witness, StoredCheckpoint head)
    {
        var post = new Post(async body => await witness.AnswerAsync(body) is var (status, text) ? new WitnessAnswer(status, text) : null);
        Assert.True(WitnessKey.TryParse(witness.Key, out var key));
        return new WitnessClient(bench.Host(), post).AskAsync(LogBench.Own, key, "https://witness.example", head, Cancellation);
    }

    sealed class Post(Func<byte[], Task<WitnessAnswer?>> answer) : IWitnessPost
    {
        public Task<WitnessAnswer?> TryPostAsync(string url, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
        {
            Assert.Equal("https://witness.example/add-checkpoint", url);
            return answer(text.ToArray());
        }
    }
}
