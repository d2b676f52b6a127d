using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Export;

/// <summary>Who refuses a fixture.</summary>
public enum Told
{
    /// <summary>The working group's text says it, or we do: a schema of draft-07 can't.</summary>
    ByUsAlone,
    BySchemaToo,
}

/// <summary>
/// What is done to a vCon that holds (a place and a member to take out, or to set), and what is then found; nothing where it still holds.
/// </summary>
public static class VconFaults
{
    const string Who = "\"party\":0";
    const string At = "\"time\":\"2026-03-02T09:15:00Z\"";
    const string Hold = "\"event\":\"hold\"";

    /// <summary>Of a party's history, in the first dialog.</summary>
    const string Entry = "dialog[0].party_history[0].";

    const string Body = "attachments[0].body.";
    const string Grant = Body + "purpose_grants[0].";
    const string Key = Entry + "event contains telephone keys";
    const string Disposition = "dialog[0].disposition must be set on incomplete dialogs and on no others";

    static readonly string Hash = VconHash.Of(new byte[64]);

    public static TheoryData<string, string, string, Told> All => [.. Members, .. Forms, .. Indices, .. Contents, .. Bases];

    /// <summary>Required members, one at a time.</summary>
    static TheoryData<string, string, string, Told> Members => new()
    {
        { "", "uuid", "uuid is missing", Told.BySchemaToo },
        { "", "created_at", "created_at is missing", Told.BySchemaToo },
        { "", "vcon", "", Told.ByUsAlone },
        { "redacted", "type", "redacted.type is missing", Told.BySchemaToo },
        { "dialog/0", "type", "dialog[0].type is missing", Told.BySchemaToo },
        { "dialog/1", "start", "dialog[1].start is missing", Told.BySchemaToo },
        { "dialog", "1={}", "dialog[1].type is missing", Told.BySchemaToo },
        { "dialog/0", History(At, Hold), Entry + "party is missing", Told.BySchemaToo },
        { "dialog/0", History(Who, Hold), Entry + "time is missing", Told.BySchemaToo },
        { "dialog/0", History(Who, At), Entry + "event is missing", Told.BySchemaToo },
        { "analysis/0", "type", "analysis[0].type is missing", Told.BySchemaToo },
        { "analysis/0", "vendor", "analysis[0].vendor is missing", Told.BySchemaToo },
        { "analysis", "0={}", "analysis[0].type is missing", Told.BySchemaToo },
        { "attachments/0", "start", "attachments[0].start is missing", Told.BySchemaToo },
        { "attachments/0", "party", "attachments[0].party is missing", Told.BySchemaToo },
        { "attachments/1", "dialog", "attachments[1].dialog is missing", Told.BySchemaToo },
        { "attachments", "1={}", "attachments[1].start is missing", Told.BySchemaToo },
    };

    /// <summary>Types, times, words of a list.</summary>
    static TheoryData<string, string, string, Told> Forms => new()
    {
        { "", "vcon=\"0.3.0\"", "vcon is not 0.4.0", Told.BySchemaToo },
        { "", "vcon=0.4", "vcon is not 0.4.0", Told.BySchemaToo },
        { "", "uuid=\"7\"", "uuid is not a UUID", Told.BySchemaToo },
        { "", "uuid=7", "uuid is not a UUID", Told.BySchemaToo },
        { "", "created_at=\"yesterday\"", "created_at is not an RFC 3339 time", Told.BySchemaToo },
        { "", "created_at=\"2026-03-02\"", "created_at is not an RFC 3339 time", Told.BySchemaToo },
        { "", "updated_at=1", "updated_at is not an RFC 3339 time", Told.BySchemaToo },
        { "", "critical=[\"CC\"]", "", Told.ByUsAlone },
        { "", "critical=[\"CC\",\"other\"]", "critical names an extension that is not known here", Told.ByUsAlone },
        { "", "critical=\"CC\"", "critical names an extension that is not known here", Told.BySchemaToo },
        { "", "parties=null", "parties, dialog, analysis and attachments must be arrays", Told.BySchemaToo },
        { "", "dialog={}", "parties, dialog, analysis and attachments must be arrays", Told.BySchemaToo },
        { "", "analysis=\"\"", "parties, dialog, analysis and attachments must be arrays", Told.BySchemaToo },
        { "", "attachments=1", "parties, dialog, analysis and attachments must be arrays", Told.BySchemaToo },
        { "parties", "1=null", "parties[1] is not an object", Told.BySchemaToo },
        { "", "redacted=true", "redacted is not an object", Told.BySchemaToo },
        { "", "amended={}", "redacted and amended exclude each other", Told.ByUsAlone },
        { "", "amended=[]", "amended is not an object", Told.BySchemaToo },
        { "redacted", "uuid=\"7\"", "redacted.uuid is not a UUID", Told.BySchemaToo },
        { "redacted", "url=\"https://example.org/a\"", "redacted.content_hash is missing", Told.BySchemaToo },
        { "dialog/0", "type=\"recoding\"", "dialog[0].type is not in the draft", Told.BySchemaToo },
        { "dialog/0", "start=\"09:15\"", "dialog[0].start is not an RFC 3339 time", Told.BySchemaToo },
        { "dialog/0", "type=\"incomplete\"", Disposition, Told.ByUsAlone },
        { "dialog/0", "disposition=\"busy\"", Disposition, Told.ByUsAlone },
        { "dialog/0", "duration=-1", "dialog[0].duration is not a number from 0", Told.BySchemaToo },
        { "dialog/0", "duration=\"1\"", "dialog[0].duration is not a number from 0", Told.BySchemaToo },
        { "dialog/0", "party_history={}", "dialog[0].party_history is not an array", Told.BySchemaToo },
        { "dialog/0", History(Who, At, "\"event\":\"keydown\""), Key, Told.ByUsAlone },
        { "dialog/0", History(Who, At, "\"event\":\"keyup\""), Key, Told.ByUsAlone },
        { "dialog/0", History(Who, At, Hold, "\"button\":\"4\""), Key, Told.ByUsAlone },
        { "dialog/0", History(Who, "\"time\":\"now\"", Hold), Entry + "time is not an RFC 3339 time", Told.BySchemaToo },
        { "attachments/0", "start=5", "attachments[0].start is not an RFC 3339 time", Told.BySchemaToo },
    };

    /// <summary>Every index: one past the end, of another type, below zero.</summary>
    static TheoryData<string, string, string, Told> Indices => new()
    {
        { "dialog/0", "parties=3", "dialog[0].parties refers to nothing", Told.ByUsAlone },
        { "dialog/0", "parties=[0,[1,3]]", "dialog[0].parties refers to nothing", Told.ByUsAlone },
        { "dialog/0", "parties=\"0\"", "dialog[0].parties refers to nothing", Told.BySchemaToo },
        { "dialog/0", "parties=[-1]", "dialog[0].parties refers to nothing", Told.BySchemaToo },
        { "dialog/0", "originator=-1", "dialog[0].originator refers to nothing", Told.BySchemaToo },
        { "dialog/0", "originator=3", "dialog[0].originator refers to nothing", Told.ByUsAlone },
        { "dialog/0", "transferee=3", "dialog[0].transferee refers to nothing", Told.ByUsAlone },
        { "dialog/0", "transferor=3", "dialog[0].transferor refers to nothing", Told.ByUsAlone },
        { "dialog/0", "transfer_target=[0,3]", "dialog[0].transfer_target refers to nothing", Told.ByUsAlone },
        { "dialog/0", "original=2", "dialog[0].original refers to nothing", Told.ByUsAlone },
        { "dialog/0", "consultation=[2]", "dialog[0].consultation refers to nothing", Told.ByUsAlone },
        { "dialog/0", "target_dialog=2", "dialog[0].target_dialog refers to nothing", Told.ByUsAlone },
        { "dialog/0", "recordings=[0,2]", "dialog[0].recordings refers to nothing", Told.ByUsAlone },
        { "dialog/0", "recording_set=2", "dialog[0].recording_set refers to nothing", Told.ByUsAlone },
        { "dialog/0", History("\"party\":9", At, Hold), Entry + "party refers to nothing", Told.ByUsAlone },
        { "analysis/0", "dialog=2", "analysis[0].dialog refers to nothing", Told.ByUsAlone },
        { "analysis/0", "dialog=\"0\"", "analysis[0].dialog refers to nothing", Told.BySchemaToo },
        { "analysis/0", "attachment=2", "analysis[0].attachment refers to nothing", Told.ByUsAlone },
        { "attachments/0", "party=3", "attachments[0].party refers to nothing", Told.ByUsAlone },
        { "attachments/0", "party=null", "attachments[0].party refers to nothing", Told.BySchemaToo },
        { "attachments/0", "dialog=2", "attachments[0].dialog refers to nothing", Told.ByUsAlone },
    };

    /// <summary>Content that is there, or somewhere with its hash.</summary>
    static TheoryData<string, string, string, Told> Contents => new()
    {
        { "dialog/0", "url=\"https://example.org/a\"", "", Told.ByUsAlone },
        { "dialog/1", "url=\"https://example.org/a\"", "dialog[1].content_hash is missing", Told.ByUsAlone },
        { "dialog/0", "url=\"http://example.org/a\"", "dialog[0].url is not https", Told.ByUsAlone },
        { "dialog/0", $"content_hash=\"{Hash[..^10]}\"", "dialog[0].content_hash is not a SHA-512 hash", Told.ByUsAlone },
        { "dialog/0", "content_hash=\"sha256-AAAA\"", "dialog[0].content_hash is not a SHA-512 hash", Told.ByUsAlone },
        { "dialog/0", "content_hash=[\"sha256-AAAA\"]", "dialog[0].content_hash is not a SHA-512 hash", Told.ByUsAlone },
        { "dialog/0", "content_hash=7", "dialog[0].content_hash is not a SHA-512 hash", Told.BySchemaToo },
        { "dialog/0", "body=\"a\"", "dialog[0].body and encoding go together", Told.ByUsAlone },
        { "analysis/0", "encoding", "analysis[0].body and encoding go together", Told.ByUsAlone },
        { "analysis/0", "body", "analysis[0].body and encoding go together", Told.ByUsAlone },
        { "analysis/0", "encoding=\"base64\"", "analysis[0].encoding is not in the draft", Told.BySchemaToo },
        { "analysis/0", "encoding=\"none\"", "analysis[0].body is not a string", Told.ByUsAlone },
        { "analysis/0", "url=\"https://example.org/a\"", "analysis[0].body and url exclude each other", Told.ByUsAlone },
    };

    /// <summary>Extension lawful_basis, of which there is no schema here.</summary>
    static TheoryData<string, string, string, Told> Bases => new()
    {
        { "", "extensions=[\"CC\"]", "extensions does not name lawful_basis", Told.ByUsAlone },
        { "attachments/0", "body=[]", "attachments[0].body is missing", Told.ByUsAlone },
        { "attachments/0/body", "lawful_basis", Body + "lawful_basis is missing", Told.ByUsAlone },
        { "attachments/0/body", "lawful_basis=\"whim\"", Body + "lawful_basis is not in the draft", Told.ByUsAlone },
        { "attachments/0/body", "expiration", Body + "expiration is missing", Told.ByUsAlone },
        { "attachments/0/body", "expiration=\"never\"", Body + "expiration is not an RFC 3339 time", Told.ByUsAlone },
        { "attachments/1/body", "purpose_grants", "attachments[1].body.purpose_grants is missing", Told.ByUsAlone },
        { "attachments/1/body", "purpose_grants=[]", "attachments[1].body.purpose_grants is empty", Told.ByUsAlone },
        { "attachments/0/body/purpose_grants/0", "purpose", Grant + "purpose is missing", Told.ByUsAlone },
        { "attachments/0/body/purpose_grants/0", "granted", Grant + "granted is missing", Told.ByUsAlone },
        { "attachments/0/body/purpose_grants/0", "granted_at", Grant + "granted_at is missing", Told.ByUsAlone },
        { "attachments/0/body/purpose_grants/0", "granted_at=0", Grant + "granted_at is not an RFC 3339 time", Told.ByUsAlone },
    };

    static string History(params string[] members) => $"party_history=[{{{string.Join(',', members)}}}]";
}
