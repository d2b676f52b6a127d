using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Privacy;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>One part of a call goes from transcripts of other forms, from chats and from compressed sound.</summary>
public sealed class PartyFormsTests(SharedHost host)
{
    const double Handover = 0.6;

    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly Session reader = RightsDesk.Person(host.Api, "acme", "forms-reader", "Recordings.Read");
    readonly RightsDesk desk = new(host.Api, "acme");

    [Fact]
    public async Task Of_a_handed_over_call_in_compressed_sound_one_caller_goes_from_sound_subtitles_and_a_vendor_s_words()
    {
        var (anna, ben) = (new Person(), new Person());
        var sample = Handed(anna, ben);
        var call = (await uploader.SealAsync(sample.Ticket, sample.Files)).Id;
        await EraseAsync(anna, call);

        var wav = (await FileOfAsync(call, "media.mp3")).Body;
        var before = await DecodedAsync(sample.Files["media.mp3"]);
        var (was, now) = (Channels(before), Channels(wav));
        var edge = (int)(Handover * BitConverter.ToInt32(before, 24));
        Assert.Equal(before.Length, wav.Length);
        Assert.Equal(was[0], now[0]);
        Assert.All(now[1][..edge], x => Assert.Equal(0, x));
        Assert.Equal(was[1][(edge + 1)..], now[1][(edge + 1)..]);
        Assert.Contains(now[1], x => x != 0);
        var view = (await desk.Clerk.SendAsync(HttpMethod.Get, $"/recordings/{call}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("audio/wav", view["files"]!.AsArray().Single(x => x!["name"]!.GetValue<string>() == "media.mp3")!["contentType"]!.GetValue<string>());

        var vtt = Encoding.UTF8.GetString(sample.Files["subtitles.vtt"]);
        Assert.Equal(vtt.Replace(Kitten, "[erased]", StringComparison.Ordinal).Replace(anna.Name, "caller-1", StringComparison.Ordinal), (await FileOfAsync(call, "subtitles.vtt")).Text);
        var words = (await FileOfAsync(call, "deepgram.json")).Text;
        Assert.DoesNotContain("kitten", words, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\"transcript\":\"[erased] Mine is a parrot\"", words, StringComparison.Ordinal);
        Assert.Contains("\"word\":\"parrot\",\"start\":1.1", words, StringComparison.Ordinal);

        // What is left is the other's, and goes with his request.
        Assert.Equal("erased", await EraseAsync(ben, call));
    }

    [Fact]
    public async Task Of_a_chat_of_a_household_one_goes_and_what_nobody_can_assign_waits_for_a_person()
    {
        var (anna, ben) = (new Person(), new Person());
        var chat = $"[10:00] {anna.Name}: {Kitten}\n[10:01] {ben.Name}: And mine is a parrot\n[10:02] agent-7: Bring both, {anna.Name}\n";
        var csv = $"speaker;start;text\ncaller-1;1.0;\"{Kitten}\"\ncaller-2;2.0;\"{anna.Name} is late\"\nagent;3.0;Bring both\n";
        var talk = Call(anna, ben).Add("chat.txt", "text/plain", Encoding.UTF8.GetBytes(chat)).Add("talk.csv", "text/csv", Encoding.UTF8.GetBytes(csv));
        var call = (await uploader.SealAsync(talk.Ticket, talk.Files)).Id;
        var summed = Call(anna, ben).Add("talk.json", "application/json", Encoding.UTF8.GetBytes(
            $$"""{"summary":"Her kitten is ill","segments":[{"speaker":"caller-1","text":"{{Kitten}}"},{"speaker":"caller-2","text":"Mine"}]}"""));
        var unclear = (await uploader.SealAsync(summed.Ticket, summed.Files)).Id;
        var typed = Call(anna, ben).Add("keys.jsonl", "application/x-ndjson", """{"t":1,"user":"agent-7","key":"a"}"""u8.ToArray());
        var keys = (await uploader.SealAsync(typed.Ticket, typed.Files)).Id;

        var id = await desk.FileAsync("erasure", anna.By("accountId", "phone"));
        await desk.IdentifyAsync(id);
        var view = await desk.DecideAsync(id);
        Assert.Equal(["partlyErased", "needsReview", "needsReview"], PrivacyTeam.Outcomes(view, call, unclear, keys));
        Assert.Equal(
            $"[10:00] caller-1: [erased]\n[10:01] {ben.Name}: And mine is a parrot\n[10:02] agent-7: Bring both, [erased]\n",
            (await FileOfAsync(call, "chat.txt")).Text);
        Assert.Equal(
            "speaker;start;text\ncaller-1;1.0;\"[erased]\"\ncaller-2;2.0;\"[erased] is late\"\nagent;3.0;Bring both\n",
            (await FileOfAsync(call, "talk.csv")).Text);
        Assert.Equal(summed.Files["talk.json"], (await FileOfAsync(unclear, "talk.json")).Body);
        await desk.TellAsync(id);
    }

    [Fact]
    public async Task Nothing_of_an_erased_part_is_found_by_value_in_any_clear_content_index_package_or_search()
    {
        // Whose names and numbers are not alike up to their last letters: in Base64 those are not compared.
        Person[] people = [.. Enumerable.Range(0, 2222).Select(_ => new Person())];
        var (anna, ben) = (people[0], people[^1]);
        var sample = Handed(anna, ben)
            .Add("chat.txt", "text/plain", Encoding.UTF8.GetBytes($"{anna.Name}: {Kitten}\n{ben.Name}: Mine is a parrot, {anna.Email}\n"));
        sample.Ticket["custom"] = new JsonObject { ["holder"] = anna.AccountId };
        var call = (await uploader.SealAsync(sample.Ticket, sample.Files)).Id;
        await EraseAsync(anna, call);

        var needles = new Needles([.. anna.Traces, Kitten, "kitten", "swallowed", "needle"]);
        var (looked, found) = (0, new List<string>());
        foreach (var (where, bytes) in await ClearAsync(call))
        {
            looked++;
            found.AddRange(needles.In(bytes).Select(x => $"{where}: {x}"));
        }

        var id = await desk.FileAsync("access", ben.By("accountId", "phone"));
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);
        var package = new Packages.UnpackedPackage(
            (await desk.Clerk.SendAsync(HttpMethod.Get, $"/requests/{id}/package")).Expect(HttpStatusCode.OK).Body);
        Assert.Contains(package.Paths, x => x.Contains(call, StringComparison.Ordinal));
        found.AddRange(package.Paths.SelectMany(x => needles.In(package[x]).Select(y => $"package {x}: {y}")));
        await desk.TellAsync(id);

        Assert.Equal(sample.Files.Count + 2, looked);
        var search = new JsonObject { ["identities"] = anna.By("accountId", "phone", "email", "name") };
        var shown = (await desk.Clerk.SendAsync(HttpMethod.Post, "/subjects/search", search)).Expect(HttpStatusCode.OK).Json["recordings"]!;
        Assert.DoesNotContain(shown.AsArray(), x => x!["recordingId"]!.GetValue<string>() == call);
        foreach (var (where, bytes) in await NothingInClearTests.BlobsAsync(host.App))
        {
            found.AddRange(needles.In(bytes).Select(x => $"{where}: {x}"));
            Assert.False(
                where.StartsWith("acme/index/", StringComparison.Ordinal) && where.Contains(call, StringComparison.Ordinal)
                    && where.EndsWith(".1", StringComparison.Ordinal),
                $"{where} is the erased party's.");
        }

        Assert.True(found.Count == 0, string.Join('\n', found.Distinct(StringComparer.Ordinal).Take(20)));
    }

    const string Kitten = "My kitten swallowed a needle";

    async Task<string> EraseAsync(Person person, string call)
    {
        var id = await desk.FileAsync("erasure", person.By("accountId", "phone"));
        await desk.IdentifyAsync(id);
        var outcome = PrivacyTeam.Outcomes(await desk.DecideAsync(id), call).Single();
        await desk.TellAsync(id);
        return outcome;
    }

    static Sample Handed(Person anna, Person ben)
    {
        var sample = Call(anna, ben, ticket =>
        {
            var parties = ticket["parties"]!;
            (parties[1]!["channel"], parties[1]!["leftSeconds"]) = (1, Handover);
            (parties[2]!["channel"], parties[2]!["joinedSeconds"]) = (1, Handover);
        });
        var vtt = $"WEBVTT\n\n00:00.100 --> 00:00.500\n<v {anna.Name}>{Kitten}</v>\n\n00:00.700 --> 00:01.400\n<v {ben.Name}>Mine is a parrot</v>\n"
            .Replace($"{Kitten}</v>", Kitten, StringComparison.Ordinal);
        var words = "{\"results\":{\"channels\":[" + Channel("Good day", ("Good", 0), ("day", 0.05)) + "," + Channel(
            $"{Kitten} Mine is a parrot", ("My", 0.1), ("kitten", 0.2), ("swallowed", 0.3), ("a", 0.4), ("needle", 0.5), ("Mine", 0.7), ("is", 0.9),
            ("a", 1), ("parrot", 1.1)) + "]}}";
        return sample
            .Add("media.mp3", "audio/mpeg", File.ReadAllBytes(Repository.PathOf("tests", "Compliance.Pci.Tests", "Field", "Codecs", "stereo.mp3")))
            .Add("subtitles.vtt", "text/vtt", Encoding.UTF8.GetBytes(vtt))
            .Add("deepgram.json", "application/json", Encoding.UTF8.GetBytes(words));

        static string Channel(string text, params (string Word, double At)[] said) =>
            $$"""{"alternatives":[{"transcript":"{{text}}","confidence":0.9,"words":[{{string.Join(',', said.Select(x => FormattableString.Invariant(
                $$"""{"word":"{{x.Word}}","start":{{x.At}},"end":{{x.At + 0.05}},"confidence":0.9}""")))}}]}]}""";
    }

    static Sample Call(Person anna, Person ben, Action<JsonObject>? change = null) => Sample.Note(change: ticket =>
    {
        ticket["parties"] = new JsonArray(
            new JsonObject { ["role"] = "agent", ["id"] = "agent-7", ["channel"] = 0 }, anna.Party, ben.Party);
        ticket.Remove("files");
        change?.Invoke(ticket);
    }).Without("note.txt");

    async Task<Answer> FileOfAsync(string call, string name) => (await reader.FileAsync(call, name)).Expect(HttpStatusCode.OK);

    /// <summary>Every blob of the recording decrypted, the metadata and the manifest.</summary>
    async Task<IReadOnlyList<(string Where, byte[] Bytes)>> ClearAsync(string call)
    {
        var scope = new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme"));
        var store = host.App.Host.Services.GetRequiredService<TenantStoreFactory>().Open(scope);
        using var opened = await host.App.Host.Services.GetRequiredService<ManifestReader>()
            .FindAsync(store, RecordingId.Parse(call), Api.Cancellation) ?? throw new InvalidOperationException("It is there.");
        var clear = new List<(string, byte[])>
        {
            ("manifest", Encoding.UTF8.GetBytes(opened.Document.Manifest!)),
            ("metadata", (await desk.Clerk.MetadataAsync(call)).Expect(HttpStatusCode.OK).Body),
        };
        await foreach (var blob in store.Recordings.GetBlobsAsync(new() { Prefix = $"{call}/" }, Api.Cancellation))
        {
            var (id, generation) = (opened.Stored.Id, opened.Manifest.Generation);
            var file = opened.Manifest.Files.Single(x => blob.Name == $"{call}/{generation}/{x.Ordinal}");
            await using var content = await SealedBlobReader.OpenAsync(
                SealedFileNames.Blob(store, id, generation, file.Ordinal), opened.Key.Bytes, ManifestReader.KeyId(store, id, generation),
                file.Content, Api.Cancellation);
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, Api.Cancellation);
            clear.Add((blob.Name, bytes.ToArray()));
        }

        return clear;
    }

    static async Task<byte[]> DecodedAsync(byte[] mp3)
    {
        var file = new GateFile(0, "media.mp3", "audio/mpeg", mp3.Length, _ => Task.FromResult<Stream>(new MemoryStream(mp3)));
        await using var wav = (await DecodedSound.OpenAsync(file, Api.Cancellation))?.Wav ?? throw new InvalidOperationException("It is whole.");
        using var bytes = new MemoryStream();
        await wav.CopyToAsync(bytes, Api.Cancellation);
        return bytes.ToArray();
    }

    /// <summary>16-bit samples of two channels.</summary>
    static short[][] Channels(byte[] wav) =>
        [.. Enumerable.Range(0, 2).Select(c => wav[44..].Chunk(4).Select(x => BitConverter.ToInt16(x, c * 2)).ToArray())];
}
