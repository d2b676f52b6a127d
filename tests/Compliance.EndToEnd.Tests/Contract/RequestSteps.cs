using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>Requests of data subjects, from intake to certificate, with what each operation answers on the way.</summary>
static class RequestSteps
{
    static readonly JsonObject Verified = new() { ["outcome"] = "verified", ["method"] = "callback" };
    static readonly JsonObject Answered = new() { ["channel"] = "email" };

    public static async Task RunAsync(ContractDriver driver)
    {
        await FileAsync(driver);
        await EraseAsync(driver);
        await RefuseAsync(driver);
        await RestrictAsync(driver);
        await CancelAsync(driver);
        await RectifyAsync(driver);
        await TransferAsync(driver);
        await PayAsync(driver);
        await WorkAsync(driver);
    }

    static async Task FileAsync(ContractDriver driver)
    {
        var person = new Person();
        JsonObject Form(string type, string reference) => new()
        {
            ["type"] = type,
            ["identities"] = person.By("phone"),
            ["reference"] = reference,
            ["decision"] = new JsonObject { ["outcome"] = "approve" },
        };
        var reference = $"contract-{Guid.NewGuid():N}";
        await driver.DoAsync("FileRequest", 202, Form("erasure", reference));
        await driver.DoAsync("FileRequest", 200, Form("erasure", reference));
        await driver.DoAsync("FileRequest", 409, Form("access", reference));
        var filed = (await driver.DoAsync("FileRequest", 202, Form("restriction", $"{reference}-2"))).Read<FiledRequest>().RequestId;
        await driver.DoAsync("ListRequests", 200, null, ("state", "awaitingIdentity"), ("limit", "500"), ("overdue", "false"));
        await driver.DoAsync("SearchSubjects", 200, new JsonObject { ["identities"] = person.By("phone") });

        // What was decided when it was filed, and neither destroys nor discloses, runs as soon as the person is known.
        await driver.DoAsync("IdentifyRequest", 202, Verified.DeepClone(), ("requestId", filed));
    }

    static async Task EraseAsync(ContractDriver driver)
    {
        var person = new Person();
        await driver.RecordAsync(person.Call());
        var form = new JsonObject { ["type"] = "erasure", ["identities"] = person.By("phone", "email") };
        var id = ("requestId", (await driver.DoAsync("FileRequest", 202, form)).Read<FiledRequest>().RequestId);
        driver.Values["requestId"] = id.Item2;
        await driver.DoAsync("ReadRequest", 200);
        await driver.DoAsync("ReadAnswer", 409);
        await driver.DoAsync("ReadLetter", 200);
        await driver.DoAsync("ReadLetter", 200, null, ("Accept", "text/plain"));
        await driver.DoAsync("ReadLetter", 409, null, ("letter", "lifted"));
        await driver.DoAsync("ReadCertificate", 409);
        await driver.DoAsync("ReadPackage", 409);
        await driver.DoAsync("ReviewPackage", 409);
        await driver.DoAsync("RedactPackage", 409, ApiContract.Find("RedactPackage").BodyExample);
        await driver.DoAsync("ReleasePackage", 409, new JsonObject { ["revision"] = 1 });
        await driver.DoAsync("AnswerRequest", 409, Answered.DeepClone());
        await driver.DoAsync("LiftRestriction", 409, ApiContract.Find("LiftRestriction").BodyExample);
        await driver.DoAsync("RetryRequest", 409);
        await driver.DoAsync("IdentifyRequest", 200, Verified.DeepClone());
        await driver.DoAsync("IdentifyRequest", 409, new JsonObject { ["outcome"] = "insufficient" });
        var preview = (await driver.DoAsync("PreviewRequest", 200)).Json["preview"]!.GetValue<string>();
        await driver.DoAsync("DecideRequest", 428, new JsonObject { ["outcome"] = "approve" });
        await driver.DoAsync("DecideRequest", 409, new JsonObject { ["outcome"] = "approve", ["preview"] = "another" });
        await driver.DoAsync("DecideRequest", 202, new JsonObject { ["outcome"] = "approve", ["preview"] = preview });
        await driver.WaitAsync("ReadRequest", "awaitingAnswer");
        await driver.DoAsync("CancelRequest", 409);
        await driver.DoAsync("ReadCertificate", 200);
        await driver.DoAsync("ReadAnswer", 200);
        await driver.DoAsync("ReadAnswer", 200, null, ("Accept", "text/plain"));
        await driver.DoAsync("AnswerRequest", 200, Answered.DeepClone());
        await driver.DoAsync("PreviewRequest", 409);
        await ComplainAsync(driver);
    }

    static async Task ComplainAsync(ContractDriver driver)
    {
        var form = ApiContract.Find("FileComplaint").BodyExample!;
        await driver.DoAsync("FileComplaint", 400, form.DeepClone());
        form["receivedAt"] = Json.Rfc3339.Format(TimeProvider.System.GetUtcNow());
        form["respondBy"] = Json.Rfc3339.Format(TimeProvider.System.GetUtcNow().AddDays(30));
        await driver.DoAsync("FileComplaint", 200, form.DeepClone());
        form["authority"] = "Another Commissioner";
        await driver.DoAsync("FileComplaint", 409, form);
        await driver.DoAsync("MoveComplaint", 200, ApiContract.Find("MoveComplaint").BodyExample);
        await driver.DoAsync("MoveComplaint", 409, new JsonObject { ["reference"] = "IC-2026-A7", ["state"] = "open" });
    }

    static async Task RefuseAsync(ContractDriver driver)
    {
        var id = ("requestId", await driver.FileAsync("objection", new Person().By("phone")));
        var now = TimeProvider.System.GetUtcNow();
        JsonObject Extension(string reasons, int days) => new()
        {
            ["until"] = Json.Rfc3339.Format(now.AddDays(days)),
            ["reasons"] = reasons,
            ["toldAt"] = Json.Rfc3339.Format(now),
        };
        await driver.DoAsync("ExtendRequest", 200, Extension("There are many.", 50), id);
        await driver.DoAsync("ExtendRequest", 409, Extension("There are more.", 55), id);
        var refusal = new JsonObject
        {
            ["outcome"] = "refuse",
            ["reason"] = "It is unfounded.",
            ["compellingGrounds"] = "A claim depends on them.",
        };
        await driver.DoAsync("DecideRequest", 200, refusal, id);
    }

    static async Task RestrictAsync(ContractDriver driver)
    {
        var person = new Person();
        await driver.RecordAsync(person.Call());
        var id = ("requestId", await driver.FileAsync("restriction", person.By("phone", "email"), decided: true));
        await driver.WaitAsync("ReadRequest", "awaitingAnswer", id);
        var lift = new JsonObject { ["toldAt"] = Json.Rfc3339.Format(TimeProvider.System.GetUtcNow()), ["reason"] = "It was correct." };
        await driver.DoAsync("LiftRestriction", 200, lift, id);
    }

    static async Task RectifyAsync(ContractDriver driver)
    {
        var person = new Person();
        var recording = await driver.RecordAsync(person.Call());
        var id = ("requestId", await driver.FileAsync("rectification", person.By("phone", "email")));
        var corrections = new JsonObject
        {
            ["reason"] = "They told us.",
            ["recordings"] = new JsonArray(new JsonObject { ["recordingId"] = recording, ["statement"] = "I was misunderstood." }),
        };
        await driver.DoAsync("GiveCorrections", 200, corrections, id);
        await driver.DoAsync("PreviewRequest", 200, null, id);
        var other = ("requestId", await driver.FileAsync("restriction", person.By("phone", "email")));
        await driver.DoAsync("GiveCorrections", 409, corrections, other);
        id = ("requestId", await driver.FileAsync("rectification", person.By("phone", "email"), decided: true));
        await driver.WaitAsync("ReadRequest", "awaitingAnswer", id);
        await driver.DoAsync("ResolveRequest", 202, new JsonObject { ["note"] = "A person looked at it." }, id);
        await driver.WaitAsync("ReadRequest", "awaitingAnswer", id);
        await driver.DoAsync("ResolveRequest", 409, new JsonObject { ["note"] = "Another person looked at it." }, id);
        await driver.DoAsync("ListCorrections", 200, null, ("recordingId", recording));
    }

    static async Task TransferAsync(ContractDriver driver)
    {
        var none = ApiContract.Find("NameController").BodyExample;
        await driver.DoAsync("NameController", 200, none, ("requestId", await driver.FileAsync("portability", new Person().By("phone"))));
        await driver.DoAsync("NameController", 409, none, ("requestId", await driver.FileAsync("access", new Person().By("phone"))));
    }

    static async Task WorkAsync(ContractDriver driver)
    {
        var id = ("requestId", await driver.FileAsync("access", new Person().By("phone")));
        JsonObject Letter(string name) => new() { ["name"] = name, ["contentType"] = "text/plain", ["content"] = "SGVsbG8=" };
        var attached = (await driver.DoAsync("AttachToRequest", 200, Letter("0.txt"), id)).Json["attachmentId"]!.GetValue<string>();
        for (var i = 1; i < 10; i++)
        {
            await driver.DoAsync("AttachToRequest", 200, Letter($"{i}.txt"), id);
        }

        await driver.DoAsync("AttachToRequest", 409, Letter("10.txt"), id);
        await driver.DoAsync("ReadRequestAttachment", 200, null, id, ("attachmentId", attached));
        for (var i = 0; i < 100; i++)
        {
            await driver.DoAsync("NoteOnRequest", 204, new JsonObject { ["text"] = "Called back." }, id);
        }

        await driver.DoAsync("NoteOnRequest", 409, new JsonObject { ["text"] = "Called back." }, id);
        await driver.DoAsync("AssignRequest", 200, new JsonObject { ["assignee"] = "team-2" }, id);
        await driver.DoAsync("ReadRequestSubject", 200, null, id);
        await driver.DoAsync("ListRequests", 200, null, ("assignee", "team-2"), ("sort", "dueAt"), ("reference", "contract-none"));
    }

    static async Task PayAsync(ContractDriver driver)
    {
        var id = ("requestId", await driver.FileAsync("access", new Person().By("phone")));
        await driver.DoAsync("PayForRequest", 409, null, id);
        await driver.DoAsync("DecideRequest", 200, Fees.Demand(), id);
        await driver.DoAsync("ReadLetter", 200, null, id, ("letter", "fee"));
        await driver.DoAsync("PayForRequest", 200, null, id);
    }

    static async Task CancelAsync(ContractDriver driver) =>
        await driver.DoAsync("CancelRequest", 200, null, ("requestId", await driver.FileAsync("erasure", new Person().By("phone"))));
}
