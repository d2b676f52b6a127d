using System.Text;
using Compliance.Json;
using Compliance.Pci;
using Compliance.Settings;

namespace Compliance.Core.Tests.Settings;

public sealed class TenantSettingsRulesTests
{
    [Fact]
    public void Check_Defaults_AreValid() => Assert.False(TenantSettingsRules.Check(new TenantSettings()).Any);

    [Fact]
    public void Parse_EmptyObject_IsAllDefaults()
    {
        Assert.True(StrictJson.Parse<TenantSettings>("{}"u8.ToArray()).IsSuccess(out var settings, out _));
        Assert.Empty(SettingsVersion.Differences(new TenantSettings(), settings));
    }

    [Theory]
    [InlineData("""{"country":"gb"}""", "country")]
    [InlineData("""{"country":"XX"}""", "country")]
    [InlineData("""{"country":"TH","nationalHolidays":true}""", "nationalHolidays")]
    [InlineData("""{"timeZone":"GMT Standard Time"}""", "timeZone")]
    [InlineData("""{"timeZone":"Europe/Atlantis"}""", "timeZone")]
    [InlineData("""{"ticketHours":0}""", "ticketHours")]
    [InlineData("""{"ticketHours":49}""", "ticketHours")]
    [InlineData("""{"uploadUrlMinutes":4}""", "uploadUrlMinutes")]
    [InlineData("""{"retentionDays":0}""", "retentionDays")]
    [InlineData("""{"retentionDays":11,"retentionMaxDays":10}""", "retentionDays")]
    [InlineData("""{"retentionMaxDays":36501}""", "retentionMaxDays")]
    [InlineData("""{"requestYears":0}""", "requestYears")]
    [InlineData("""{"quarantineDays":0}""", "quarantineDays")]
    [InlineData("""{"principalMonths":11}""", "principalMonths")]
    [InlineData("""{"coolingOffHours":-1}""", "coolingOffHours")]
    [InlineData("""{"preRollSeconds":11}""", "preRollSeconds")]
    [InlineData("""{"speech":{"engine":"azure"}}""", "speech.endpoint")]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"https://attacker.example"}}""", "speech.endpoint")]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"https://a.cognitiveservices.azure.com.attacker.example"}}""", "speech.endpoint")]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"https://me@name.cognitiveservices.azure.com"}}""", "speech.endpoint")]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"http://name.cognitiveservices.azure.com"}}""", "speech.endpoint")]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"https://uksouth.api.cognitive.microsoft.com"}}""", "speech.endpoint")]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"https://name.cognitiveservices.azure.com/x"}}""", "speech.endpoint")]
    [InlineData("""{"speech":{"locales":["english"]}}""", "speech.locales[0]")]
    [InlineData("""{"speech":{"locales":["en-GB","en-US","de-DE","fr-FR","es-ES","it-IT","nl-NL","pt-PT","pl-PL","sv-SE","da-DK"]}}""", "speech.locales")]
    [InlineData("""{"queues":{"07700900000":{}}}""", "queues")]
    [InlineData("""{"queues":{"":{}}}""", "queues")]
    [InlineData("""{"recipients":[{"name":"crm"},{"name":"Jane Doe"}]}""", "recipients[1].name")]
    [InlineData("""{"recipients":[{"name":"crm"},{"name":"crm"}]}""", "recipients")]
    [InlineData("""{"controllerName":" "}""", "controllerName")]
    [InlineData("""{"controllerContact":"one\ntwo"}""", "controllerContact")]
    [InlineData("""{"dpoContact":""}""", "dpoContact")]
    [InlineData("""{"auditWitness":{"key":"witness.example","url":"https://witness.example"}}""", "auditWitness.key")]
    [InlineData("""{"auditWitness":{"key":"witness.example+00000000+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","url":"https://witness.example"}}""", "auditWitness.key")]
    [InlineData("""{"auditCopyUrl":"http://copy.example"}""", "auditCopyUrl")]
    [InlineData("""{"auditCopyUrl":"https://me@copy.example"}""", "auditCopyUrl")]
    [InlineData("""{"supervisoryAuthority":{"name":"","website":"https://authority.example"}}""", "supervisoryAuthority.name")]
    [InlineData("""{"supervisoryAuthority":{"name":"A","website":"http://authority.example"}}""", "supervisoryAuthority.website")]
    [InlineData("""{"supervisoryAuthority":{"name":"A","website":"javascript:alert(1)"}}""", "supervisoryAuthority.website")]
    [InlineData("""{"supervisoryAuthority":{"name":"A","website":"https://me@authority.example"}}""", "supervisoryAuthority.website")]
    [InlineData("""{"recipients":[{"name":"crm","principal":"a@example.org"}]}""", "recipients[0].principal")]
    [InlineData("""{"deliverySystem":"crm"}""", "deliverySystem")]
    [InlineData("""{"controllers":[{"name":"New Bank","url":"https://bank.example"}]}""", "controllers[0].name")]
    [InlineData("""{"controllers":[{"name":"bank","url":"https://bank.example"},{"name":"bank","url":"https://b.example"}]}""", "controllers")]
    [InlineData("""{"controllers":[{"name":"bank","url":"http://bank.example"}]}""", "controllers[0].url")]
    [InlineData("""{"controllers":[{"name":"bank","url":"https://me@bank.example"}]}""", "controllers[0].url")]
    [InlineData("""{"controllers":[{"name":"bank","url":"https://10.0.0.8/take"}]}""", "controllers[0].url")]
    [InlineData("""{"controllers":[{"name":"bank","url":"https://169.254.169.254"}]}""", "controllers[0].url")]
    [InlineData("""{"controllers":[{"name":"bank","url":"https://[fd00::1]/take"}]}""", "controllers[0].url")]
    [InlineData("""{"recipientReminderDays":0}""", "recipientReminderDays")]
    [InlineData("""{"recipientReminderDays":14}""", "recipientOverdueDays")]
    public void Check_OneFault_IsNamed(string json, string field) =>
        Assert.Equal(field, Assert.Single(TenantSettingsRules.Check(Read(json)).ByField).Key);

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"country":"DE"}""", true)]
    [InlineData("""{"country":"DE","nationalHolidays":null}""", true)]
    [InlineData("""{"country":"DE","nationalHolidays":false}""", false)]
    [InlineData("""{"country":"TH"}""", false)]
    [InlineData("""{"nationalHolidays":null,"country":"TH"}""", false)]
    public void NationalHolidays_NotSaid_ReadAsWhatTheyAre(string json, bool expected)
    {
        var settings = Read(json);

        Assert.Empty(TenantSettingsRules.Check(settings).ByField);
        Assert.Contains(
            $"\"nationalHolidays\":{(expected ? "true" : "false")}", Encoding.UTF8.GetString(StrictJson.Write(settings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"https://acme-speech.cognitiveservices.azure.com/","locales":["en-GB","de-DE"]}}""")]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"https://acme-speech.cognitiveservices.azure.us"}}""")]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"http://127.0.0.1:5000"}}""")]
    [InlineData("""{"speech":{"engine":"azure","endpoint":"http://localhost:5000/"}}""")]
    [InlineData("""{"speech":{"engine":"local"}}""")]
    public void Check_SpeechThatCanBeRecognised_IsValid(string json) => Assert.Empty(TenantSettingsRules.Check(Read(json)).ByField);

    [Theory]
    [InlineData("""{"worksAgreement":{"reference":"BV 12/2026","validFrom":"2026-01-01","validUntil":"2026-01-01"}}""", null)]
    [InlineData("""{"worksAgreement":{"reference":"","validFrom":"2026-01-01"}}""", "worksAgreement.reference")]
    [InlineData("""{"worksAgreement":{"reference":"ann@acme.example","validFrom":"2026-01-01"}}""", "worksAgreement.reference")]
    [InlineData("""{"worksAgreement":{"reference":"BV","validFrom":"2026-01-02","validUntil":"2026-01-01"}}""", "worksAgreement.validUntil")]
    [InlineData("""{"evaluationPurposes":[]}""", null)]
    [InlineData("""{"agentLeaverDays":0}""", null)]
    [InlineData("""{"agentLeaverDays":-1}""", "agentLeaverDays")]
    [InlineData("""{"agentLeaverDays":3651}""", "agentLeaverDays")]
    [InlineData("""{"evaluationPurposes":["quality","Qualität"]}""", null)]
    [InlineData("""{"evaluationPurposes":["quality",""]}""", "evaluationPurposes[1]")]
    [InlineData("""{"evaluationPurposes":["a"]}""", "evaluationPurposes[0]")]
    public void Check_WhatIsAgreedOnEmployees_IsNamedWhereItIsWrong(string json, string? field) =>
        Assert.Equal(field is null ? [] : [field], TenantSettingsRules.Check(Read(json)).ByField.Keys);

    [Theory]
    [InlineData("""{"country":"DE"}""", true)]
    [InlineData("""{"country":"AT"}""", true)]
    [InlineData("""{"country":"DE","evaluationNeedsAgreement":false}""", false)]
    [InlineData("""{"country":"GB"}""", false)]
    [InlineData("""{"country":"GB","evaluationNeedsAgreement":true}""", true)]
    public void EvaluationNeedsAgreement_IsThatOfTheCountry_UnlessTheTenantSaysOtherwise(string json, bool needed) =>
        Assert.Equal(needed, Read(json).EvaluationNeedsAgreement);

    [Theory]
    [InlineData("""{"worksAgreement":{"reference":"BV 12"}}""", "worksAgreement.validFrom")]
    [InlineData("""{"worksAgreement":{"validFrom":"2026-01-01"}}""", "worksAgreement.reference")]
    [InlineData("""{"worksAgreement":{"reference":"BV 12","validFrom":"1 May"}}""", "worksAgreement.validFrom")]
    [InlineData("""{"worksAgreement":"BV 12"}""", "worksAgreement")]
    [InlineData("""{"agentVoice":"mute"}""", "agentVoice")]
    [InlineData("""{"consentRecords":"never"}""", "consentRecords")]
    [InlineData("""{"evaluationPurposes":[null]}""", "evaluationPurposes[0]")]
    [InlineData("""{"shortDtmf":"Mask"}""", "shortDtmf")]
    [InlineData("""{"speech":{"engine":"Azure"}}""", "speech.engine")]
    [InlineData("""{"shortDtmf":1}""", "shortDtmf")]
    [InlineData("""{"queues":{"billing":{"unexamined":"awaittranscript"}}}""", "queues.billing.unexamined")]
    [InlineData("""{"queues":{"billing":null}}""", "queues.billing")]
    [InlineData("""{"recipients":[{"callIds":true}]}""", "recipients[0].name")]
    [InlineData("""{"recipients":[{"name":"crm","identities":["fax"]}]}""", "recipients[0].identities[0]")]
    [InlineData("""{"holidays":["25.12.2026"]}""", "holidays[0]")]
    public void Parse_WrongShape_IsNamed(string json, string field)
    {
        Assert.False(StrictJson.Parse<TenantSettings>(Encoding.UTF8.GetBytes(json)).IsSuccess(out _, out var failure));
        Assert.Equal(field, Assert.Single(FailureAssert.Faults(failure)).Key);
    }

    [Fact]
    public void PciPolicyFor_NamedQueue_JoinsWhatIsItsOwnAndWhatIsTheTenants()
    {
        var settings = Read(
            """{"keepLastFour":true,"shortDtmf":"mask","preRollSeconds":3.5,"queues":{"billing":{"takesPayments":true}}}""");

        Assert.Equal(UnexaminedRule.AwaitTranscript, settings.PciPolicyFor("billing").UnexaminedOrDefault);
        Assert.Equal(new PciPolicy(KeepLastFour: true, ShortDtmfRule.Mask, PreRollSeconds: 3.5), settings.PciPolicyFor("sales"));
        Assert.Equal(UnexaminedRule.Report, settings.PciPolicyFor(null).UnexaminedOrDefault);
    }

    static TenantSettings Read(string json)
    {
        Assert.True(StrictJson.Parse<TenantSettings>(Encoding.UTF8.GetBytes(json)).IsSuccess(out var settings, out _));
        return settings;
    }
}
