using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local;

namespace Compliance.EndToEnd.Tests.Arrival;

/// <summary>What arrives is not what was announced: quarantine with a reason, never silence, never somebody else's delay.</summary>
public sealed class MismatchTests(SharedHost host)
{
    Session Uploader => host.Api.As("acme", "Recordings.Upload");

    [Fact]
    public async Task Another_size_is_quarantined()
    {
        var sample = Sample.Note();
        sample.Ticket["files"]![0]!.AsObject().Remove("sha256");

        await AssertQuarantinedAsync(sample, "another length of text", "sizeMismatch");
    }

    [Fact]
    public async Task Another_hash_is_quarantined() =>
        await AssertQuarantinedAsync(Sample.Note("the caller rang off\n"), "the caller rang up!\n", "hashMismatch");

    [Fact]
    public async Task Wav_that_is_none_is_quarantined()
    {
        var sample = Sample.Note();
        sample.Ticket["files"] = new JsonArray(Sample.Announced("media.wav", "audio/wav", Encoding.UTF8.GetBytes("no wave at all")));

        await AssertQuarantinedAsync(sample, "no wave at all", "unreadableMedia", "media.wav");
    }

    /// <summary>The uploader may not lift a quarantine by announcing one more file.</summary>
    [Fact]
    public async Task A_late_file_does_not_cure_a_mismatch()
    {
        var sample = Sample.Note("the caller rang off\n");
        var id = await AssertQuarantinedAsync(sample, "the caller rang up!\n", "hashMismatch");

        var late = new JsonObject { ["files"] = new JsonArray(Sample.Announced("late.txt", "text/plain", [1])) };
        var answer = (await Uploader.AnnounceLateAsync(id, late)).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(answer, new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["late.txt"] = [1] });

        JsonNode view = new JsonObject();
        await Api.EventuallyAsync(
            async () => (view = (await Uploader.ViewAsync(id)).Json)["generation"]!.GetValue<int>() == 2, "generation 2");
        Assert.Equal("quarantined", view["state"]!.GetValue<string>());
        Assert.Equal("hashMismatch", view["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_file_that_changes_after_it_was_taken_is_quarantined()
    {
        var meddler = new Meddler();
        await using var own = await AppHost.StartAsync(Api.Cancellation, points: meddler);
        var uploader = own.Api.As("acme", "Recordings.Upload");
        var sample = Sample.Note();
        var answer = (await uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var id = answer["recordingId"]!.GetValue<string>();
        var upload = own.Inbox.GetBlobClient($"acme/{id}/0");

        // The first write to the recordings is the sealed file: by then the upload has been taken.
        meddler.At("storage.recordings", () => upload.Upload(BinaryData.FromString("another text entirely"), overwrite: true));
        await own.Api.UploadAsync(answer, sample.Files);

        var view = await uploader.WaitForAsync(id, "sealed", "quarantined");
        Assert.True(meddler.Acted);
        Assert.Equal("quarantined", view["state"]!.GetValue<string>());
        Assert.Equal("changedAfterArrival", view["reason"]!.GetValue<string>());
        await Api.EventuallyAsync(async () => (await own.InboxOfAsync("acme", id)).Count == 0, "the inbox is empty");
    }

    async Task<string> AssertQuarantinedAsync(Sample sample, string content, string reason, string file = "note.txt")
    {
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(
            answer, new Dictionary<string, byte[]>(StringComparer.Ordinal) { [file] = Encoding.UTF8.GetBytes(content) });
        var id = answer["recordingId"]!.GetValue<string>();

        var view = await Uploader.WaitForAsync(id, "sealed", "quarantined");

        Assert.Equal("quarantined", view["state"]!.GetValue<string>());
        Assert.Equal(reason, view["reason"]!.GetValue<string>());
        Assert.Equal("integrity", view["class"]!.GetValue<string>());
        (await host.Api.As("acme", "Recordings.Read").FileAsync(id, file)).ExpectProblem(HttpStatusCode.Conflict);
        Assert.Equal(content, (await host.Api.As("acme", "Privacy.Handler").FileAsync(id, file)).Expect(HttpStatusCode.OK).Text);
        return id;
    }

    /// <summary>Does something once, when a durable step of a kind is first reached after it was told to.</summary>
    sealed class Meddler : ICrashPoints
    {
        readonly Lock gate = new();
        string? prefix;
        Action act = () => { };

        public bool Acted { get; private set; }

        public void At(string pointPrefix, Action action)
        {
            lock (gate)
            {
                (prefix, act) = (pointPrefix, action);
            }
        }

        public void Reach(string name)
        {
            lock (gate)
            {
                if (prefix is null || !name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    return;
                }

                prefix = null;
            }

            act();
            Acted = true;
        }
    }
}
