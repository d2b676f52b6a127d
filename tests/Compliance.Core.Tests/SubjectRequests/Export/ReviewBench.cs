using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Export;

/// <summary>Access requests with packages of real recordings, worked as their orchestration does.</summary>
sealed class ReviewBench : IAsyncDisposable
{
    public const string Words = "my neighbour Barnaby owes money";
    public const string Kept = "please send the bill again";
    public const string Reason = "Speaks of a neighbour.";

    const int Rate = 8000;
    const int Head = 44;

    static int counter;

    readonly RecordingBench bench;

    ReviewBench(RecordingBench bench) => this.bench = bench;

    public RecordingBench Home => bench;

    public SubjectRequestId Request { get; private set; }

    public IReadOnlyList<RecordingId> Recordings { get; private set; } = [];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReviewBench> CreateAsync(AzuriteFixture azurite) => new(await RecordingBench.CreateAsync(azurite));

    public RecordingBench Beside(HttpPipelinePolicy policy) => bench.Beside(policy);

    /// <summary>A person with so many calls, who asked for a copy; the package is ready.</summary>
    public async Task PrepareAsync(int recordings = 2)
    {
        var account = $"AC-{string.Concat(Guid.NewGuid().ToByteArray().Select(x => (char)('a' + (x % 26))))}";
        var ids = new List<RecordingId>();
        for (var i = 0; i < recordings; i++)
        {
            ids.Add(await SealAsync(account));
        }

        Recordings = ids;
        var form = new SubjectRequestForm
        {
            Type = SubjectRequestType.Access,
            Identities = [new SubjectRequestIdentity(IdentityType.AccountId, account)],
            Reference = $"case-{Interlocked.Increment(ref counter)}",
            Identity = new IdentityForm { Outcome = IdentityOutcome.Verified, Method = IdentityMethod.Callback },
        };
        var filed = await bench.Get<SubjectRequestIntake>().ReceiveAsync(
            bench.Store, RecordingBench.Actor, form, bench.Settings, Cancellation);
        Assert.True(filed.IsSuccess(out var received, out var failure), $"{failure}");
        Request = received.Stored.Id;
        await bench.ApproveAsync(Request);

        // A bench has no transparency log to prove a certificate by.
        await bench.Store.Documents.UploadAsync(
            bench.Store.Requests.GetBlobClient($"{Request}/certificate"), BinaryData.FromString("{}"), new(), Cancellation);
        await DriveAsync(bench);
        Assert.Equal(SubjectRequestState.AwaitingAnswer, (await DocumentAsync()).State);
    }

    /// <summary>What the orchestration does, until there is nothing to do.</summary>
    public async Task DriveAsync(RecordingBench host)
    {
        var (run, acts, actor) = (host.Get<SubjectRequestRun>(), host.Get<SubjectRequestExecutor>(), RecordingBench.Actor);
        while (true)
        {
            var next = await run.LookAsync(host.Store, Request, actor, Cancellation);
            var pages = Enumerable.Range(next.From, Math.Max(0, next.Pages - next.From));
            switch (next.Step)
            {
                case RunStep.Plan:
                    await host.Get<SubjectRequestPlanner>().PlanAsync(host.Store, Request, actor, Cancellation);
                    break;
                case RunStep.Act:
                    await Each(pages, x => acts.ActAsync(host.Store, Request, x, actor, host.Sealing, Cancellation));
                    await acts.ActedAsync(host.Store, Request, next.Pages, actor, Cancellation);
                    break;
                case RunStep.LookAgain:
                    await Each(pages, x => host.Get<ErasureRecheck>().LookAgainAsync(host.Store, Request, x, host.Sealing, Cancellation));
                    await host.Get<SubjectRequestPlanner>().ReplanAsync(host.Store, Request, actor, Cancellation);
                    break;
                case RunStep.Certify:
                    await host.Get<Compliance.SubjectRequests.SubjectRequestCertifier>().CertifyAsync(
                        host.Store, Request, actor, Cancellation);
                    break;
                case RunStep.Repack:
                    await Each(pages, x => host.Get<PackageRepacking>().RepackAsync(host.Store, Request, x, Cancellation));
                    await host.Get<PackageRepacking>().RepackedAsync(host.Store, Request, actor, Cancellation);
                    break;
                default:
                    return;
            }
        }

        static async Task Each(IEnumerable<int> pages, Func<int, Task> act)
        {
            foreach (var page in pages)
            {
                await act(page);
            }
        }
    }

    /// <summary>Silences a turn of the first recording, or the second; null if it may not.</summary>
    public async Task<Failure?> RedactAsync(RecordingBench host, int? revision = null, int recording = 0)
    {
        var form = new RedactionForm
        {
            Redactions = [new RedactionItem { RecordingId = Recordings[recording], Turns = [1], Reason = Reason }],
        };
        var seen = revision ?? (await DocumentAsync()).Package!.Revision;
        var moved = await host.Get<PackageMoves>().RedactAsync(
            host.Store, RecordingBench.Actor, Request, form, seen, Failure.Conflict("other"), Cancellation);
        return moved.Failure;
    }

    public async Task<Failure?> ReleaseAsync(RecordingBench host, int revision) =>
        (await host.Get<PackageMoves>().ReleaseAsync(
            host.Store, RecordingBench.Actor, Request, new ReleaseForm { Revision = revision }, Cancellation)).Failure;

    public async Task<Failure?> AnswerAsync(RecordingBench host, bool review = false) =>
        (await host.Get<SubjectRequestActions>().AnswerAsync(
            host.Store,
            RecordingBench.Actor,
            Request,
            new AnswerForm { Channel = IntakeChannel.Email },
            host.Settings with { ReviewPackages = review },
            (_, _) => Task.FromResult(new SentLetter("", "")),
            Cancellation)).Failure;

    public async Task EraseAsync(RecordingBench host, int recording = 1) =>
        await host.EraseAsync(Recordings[recording], await bench.OrderAsync());

    public async Task<SubjectRequestDocument> DocumentAsync() =>
        (await bench.Get<SubjectRequestRegister>().FindAsync(bench.Store, Request, Cancellation))!.Document;

    /// <summary>The files of the package as it is handed out; null where it is not.</summary>
    public async Task<Dictionary<string, byte[]>?> UnpackAsync(bool reviewer = false, bool review = false)
    {
        var opened = await bench.Get<PackageReader>().OpenAsync(
            bench.Store, Request, new Collector(RecordingBench.Actor, DisclosedTo.Staff, [], reviewer), review, Cancellation);
        if (!opened.IsSuccess(out var package, out _))
        {
            return null;
        }

        await using var content = package.File.Content;
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, Cancellation);
        using var zip = new ZipArchive(whole);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            using var file = new MemoryStream();
            await using var from = await entry.OpenAsync(Cancellation);
            await from.CopyToAsync(file, Cancellation);
            files.Add(entry.FullName, file.ToArray());
        }

        return files;
    }

    /// <summary>Everything in it as text, what is signed decoded.</summary>
    public static string TextOf(Dictionary<string, byte[]> files) => string.Concat(files.Select(x =>
    {
        var text = Encoding.UTF8.GetString(x.Value);
        var signed = x.Key.EndsWith(".vcon", StringComparison.Ordinal) || x.Key == "package.json";
        return text + (signed
            ? Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(JsonNode.Parse(text)!["payload"]!.GetValue<string>()))
            : "");
    }));

    /// <summary>Both channels of a sample, one after the other.</summary>
    public static short[] Samples(byte[] wav, int channel) =>
        [.. wav[Head..].Chunk(4).Select(x => BinaryPrimitives.ReadInt16LittleEndian(x.AsSpan(channel * 2)))];

    public async Task<IReadOnlyList<string>> BlobsAsync() => await RecordingBench.NamesAsync(bench.Store.Packages, $"{Request}");

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    async Task<RecordingId> SealAsync(string account)
    {
        var (wav, transcript) = (Sound(), Encoding.UTF8.GetBytes($$"""
            {"turns":[{"speaker":"agent","start":0,"end":0.5,"text":"Good day, how can I help?"},
             {"speaker":"caller","start":0.5,"end":1,"text":"Well, {{Words}}."},
             {"speaker":"caller","start":1,"end":2,"text":"And {{Kept}}."}]}
            """));
        var call = $"call-{string.Concat(Guid.NewGuid().ToByteArray().Select(x => (char)('a' + (x % 26))))}";
        var json = $$"""
            {"callId":"{{call}}","startedAt":"2026-03-02T09:15:00Z","durationSeconds":2,"queue":"billing",
             "parties":[{"role":"agent","channel":0,"id":"agent-1"},{"role":"caller","channel":1,"accountId":"{{account}}"}],
             "purposes":[{"purpose":"quality","basis":"consent"}],
             "files":[{"name":"media.wav","contentType":"audio/wav","size":{{wav.Length}}},
                      {"name":"turns.json","contentType":"application/json","size":{{transcript.Length}}}]}
            """;
        var parser = new TicketParser(new IdentityNormalizer("GB"), bench.Clock);
        Assert.True(parser.ParseTicket(Encoding.UTF8.GetBytes(json)).IsSuccess(out var ticket, out var failure), $"{failure}");
        var id = await bench.AnnounceAsync(ticket);
        await Inbox.Blob(bench.Store, id, 0).UploadAsync(BinaryData.FromBytes(wav), overwrite: true, Cancellation);
        await Inbox.Blob(bench.Store, id, 1).UploadAsync(BinaryData.FromBytes(transcript), overwrite: true, Cancellation);
        await bench.SealAsync(id);
        Assert.Equal(RecordingState.Sealed, (await bench.DocumentAsync(id)).State);
        return id;
    }

    /// <summary>Two seconds of two channels that are never silent.</summary>
    static byte[] Sound()
    {
        const int Bytes = 2 * Rate * 4;
        var wav = new byte[Head + Bytes];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), Head - 8 + Bytes);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), 2);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), Rate * 4);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), 4);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), Bytes);
        for (var i = 0; i < 2 * Rate; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(Head + (i * 4)), (short)(100 + (i % 50)));
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(Head + (i * 4) + 2), (short)(-100 - (i % 70)));
        }

        return wav;
    }
}
