namespace Compliance.SubjectRequests;

/// <summary>The letter as sent, sealed as <see cref="AnswerForm.Name"/>.</summary>
public sealed record SentLetter(string Html, string Text)
{
    public override string ToString() => "SentLetter(redacted)";
}
