using Compliance.Failures;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Decision;

public sealed class GroundTests
{
    [Theory]
    [InlineData(SubjectRequestType.Access, "15(1) 15(2) 15(3)")]
    [InlineData(SubjectRequestType.Portability, "20(1) 20(2)")]
    [InlineData(SubjectRequestType.Erasure, "17(1)(a) 17(1)(b) 17(1)(c) 17(1)(d) 17(1)(e) 17(1)(f)")]
    [InlineData(SubjectRequestType.Rectification, "16")]
    [InlineData(SubjectRequestType.Restriction, "18(1)(a) 18(1)(b) 18(1)(c) 18(1)(d)")]
    [InlineData(SubjectRequestType.Objection, "21(1) 21(2) 21(3) 21(6)")]
    [InlineData(SubjectRequestType.AutomatedDecision, "22(1) 22(3)")]
    public void Of_EachType_IsItsArticles(SubjectRequestType type, string grounds) =>
        Assert.Equal(grounds, string.Join(' ', Ground.Of(type)));

    [Fact]
    public void TryParse_TextsOfOtherTypes_AreRefused()
    {
        foreach (var (type, other) in from t in Enum.GetValues<SubjectRequestType>() from o in Enum.GetValues<SubjectRequestType>() select (t, o))
        {
            Assert.All(Ground.Of(other), x => Assert.Equal(type == other, Ground.TryParse(type, x, out _)));
        }
    }

    [Theory]
    [InlineData("17(1)(g)")]
    [InlineData("17(1)(B)")]
    [InlineData("Art. 17(1)(b)")]
    [InlineData("17(1)(b) ")]
    [InlineData("")]
    public void Read_Unknown_NamesTheFieldAndNotTheValue(string text)
    {
        var errors = new FieldErrors();

        Assert.Null(Ground.Read(SubjectRequestType.Erasure, text, errors));
        var message = Assert.Single(errors.ByField["ground"]);
        Assert.StartsWith("must be one of: 17(1)(a), ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoneOrKnown_IsNoFault()
    {
        var errors = new FieldErrors();

        Assert.Null(Ground.Read(SubjectRequestType.Erasure, null, errors));
        Assert.Equal("17(1)(b)", Ground.Read(SubjectRequestType.Erasure, "17(1)(b)", errors)!.Value.ToString());
        Assert.False(errors.Any);
    }
}
