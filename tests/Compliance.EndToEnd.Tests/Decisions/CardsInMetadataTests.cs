using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Decisions;

/// <summary>Card data in what is announced or corrected never reaches a store; the rest of it does.</summary>
public sealed class CardsInMetadataTests(SharedHost host)
{
    const string Card = "4539 1488 0343 6467";
    const string Removed = "[card number removed]";

    [Fact]
    public async Task Card_data_in_a_ticket_is_taken_out_before_it_is_sealed()
    {
        var sample = Sample.Note(change: ticket =>
        {
            ticket["custom"] = new JsonObject
            {
                ["note"] = $"paid by {Card}",
                [$"ref {Card}"] = "kept",
                ["box1"] = "4539", ["box2"] = "1488", ["box3"] = "0343", ["box4"] = "6467",
                ["cvv"] = "931",
                ["order"] = "8829104477123",
                ["callback"] = "+44 7700 900123",
            };
            ticket["purposes"]![0]!["evidence"] = $"read out {Card}";
            ticket["parties"]![1] = new JsonObject { ["role"] = "caller", ["name"] = $"Ann {Card}", ["accountId"] = "4539148803436467" };
        });
        var uploader = host.Api.As("acme", "Recordings.Upload");

        var recording = await uploader.SealAsync(sample.Ticket, sample.Files);

        var metadata = (await host.Api.As("acme", "Privacy.Handler").MetadataAsync(recording.Id)).Expect(HttpStatusCode.OK).Json;
        Assert.DoesNotContain("6467", metadata.ToJsonString(), StringComparison.Ordinal);
        var custom = metadata["custom"]!;
        Assert.Equal($"paid by {Removed}", custom["note"]!.GetValue<string>());
        Assert.Equal("kept", custom[$"ref {Removed}"]!.GetValue<string>());
        Assert.Equal("[card data removed]", custom["cvv"]!.GetValue<string>());
        Assert.Equal("8829104477123", custom["order"]!.GetValue<string>());
        Assert.Equal("+44 7700 900123", custom["callback"]!.GetValue<string>());
        Assert.Equal($"read out {Removed}", metadata["purposes"]![0]!["evidence"]!.GetValue<string>());
        var caller = metadata["parties"]![1]!;
        Assert.Equal($"Ann {Removed}", caller["name"]!.GetValue<string>());
        Assert.Null(caller["accountId"]);
        Assert.True(caller["unknown"]!.GetValue<bool>());

        var pci = recording.View["pci"]!;
        Assert.Equal("masked", pci["outcome"]!.GetValue<string>());
        var findings = pci["findings"]!.AsArray();
        Assert.All(findings, x => Assert.Equal("metadata", x!["file"]!.GetValue<string>()));
        Assert.Equal(["cvv", "pan", "pan", "pan", "pan", "pan", "pan"], findings.Select(x => x!["kind"]!.GetValue<string>()).Order());

        // The same ticket again is the same ticket, and one with other digits says the same.
        (await uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.OK);
        sample.Ticket["custom"]!["note"] = "paid by 4111 1111 1111 1111";
        (await uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.OK);
        await Assert.AllAsync(
            ["acme", "acmekeys", "landing"], async account => Assert.Empty(await HoldingAsync(account, "4539148803436467", Card)));
    }

    [Fact]
    public async Task Card_data_in_a_correction_is_taken_out_and_a_case_is_opened()
    {
        var startedAt = "2025-03-04T09:00:00Z";
        var sample = Sample.Note(change: ticket => ticket["startedAt"] = startedAt);
        var recording = await host.Api.As("globex", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);
        Assert.Equal("clean", recording.View["pci"]!["outcome"]!.GetValue<string>());
        var correction = new JsonObject { ["reason"] = $"caller gave {Card}", ["custom"] = new JsonObject { ["topic"] = $"refund to {Card}" } };
        var handler = host.Api.As("globex", "Privacy.Handler");

        var corrected = (await handler.CorrectAsync(recording.Id, correction)).Expect(HttpStatusCode.OK);
        var again = (await handler.CorrectAsync(recording.Id, correction)).Expect(HttpStatusCode.OK);

        Assert.Equal(corrected.Text, again.Text);
        Assert.Equal($"refund to {Removed}", corrected.Json["custom"]!["topic"]!.GetValue<string>());
        var pci = (await handler.ViewAsync(recording.Id)).Json["pci"]!;
        Assert.Equal("masked", pci["outcome"]!.GetValue<string>());
        Assert.Equal(2, pci["findings"]!.AsArray().Count);
        var report = (await host.Api.As("globex", "Audit.Read").SendAsync(HttpMethod.Get, "/pci/report?from=2025-03-04&to=2025-03-05"))
            .Expect(HttpStatusCode.OK).Json;
        Assert.Equal(2, report["findings"]!["byRecorder"]!["metadata"]!.GetValue<int>());
        var opened = report["unexpected"]!["cases"]!.AsArray();
        Assert.Equal(2, opened.Count);
        Assert.All(opened, x => Assert.Equal(("metadata", "inMetadata", "removed"), (Of(x, "source"), Of(x, "cause"), Of(x, "fix"))));
        Assert.Equal(2, opened.Select(x => Of(x, "caseId")).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("parties[0].id", "\"4539148803436467\"", "parties[0].id")]
    [InlineData("purposes[0].purpose", "\"4539148803436467\"", "purposes[0].purpose")]
    [InlineData("files[0].contentType", "\"audio/x-4539148803436467\"", "files[0].contentType")]
    [InlineData("language", "\"en-45391488-03436467\"", "language")]
    public async Task A_name_that_is_a_card_number_is_400(string path, string json, string field)
    {
        var refused = await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(Sample.Note().Ticket.With(path, json));

        Assert.Equal([field], refused.ExpectProblem(HttpStatusCode.BadRequest));
        Assert.DoesNotContain("45391488", refused.Text, StringComparison.Ordinal);
    }

    static string Of(JsonNode? node, string name) => node![name]!.GetValue<string>();

    /// <summary>Names of blobs that hold one of these as it is, or have it in their name.</summary>
    async Task<List<string>> HoldingAsync(string account, params string[] needles)
    {
        var found = new List<string>();
        var service = host.App.Account(account);
        await foreach (var container in service.GetBlobContainersAsync(cancellationToken: Api.Cancellation))
        {
            var blobs = service.GetBlobContainerClient(container.Name);
            await foreach (var blob in blobs.GetBlobsAsync(cancellationToken: Api.Cancellation))
            {
                var content = await ContentAsync(blobs.GetBlobClient(blob.Name));
                if (needles.Any(
                    x => content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(x)) >= 0 || blob.Name.Contains(x, StringComparison.Ordinal)))
                {
                    found.Add(blob.Name);
                }
            }
        }

        return found;
    }

    /// <summary>Other tests' recordings come and go.</summary>
    static async Task<byte[]> ContentAsync(BlobClient blob)
    {
        try
        {
            return (await blob.DownloadContentAsync(Api.Cancellation)).Value.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }
    }
}
