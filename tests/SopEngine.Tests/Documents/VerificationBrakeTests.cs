using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

/// <summary>The brake of the public page of documents, with an address of its own.</summary>
internal sealed class VerificationBrakeTests : AppTest
{
    [Test]
    public async Task One_address_that_looks_too_often_has_to_wait()
    {
        using var nobody = SessionClient.Nobody(App);
        var statuses = new List<int>();
        for (var i = 0; i < 125; i++) statuses.Add((await nobody.Get($"/d/{new string('b', 22)}")).Status);

        Assert.That(statuses.Take(100), Has.All.EqualTo(404));
        Assert.That(statuses[^1], Is.EqualTo(429));
    }
}
