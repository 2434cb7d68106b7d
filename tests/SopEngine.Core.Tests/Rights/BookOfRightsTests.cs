using NUnit.Framework;
using SopEngine.Core.Rights;

namespace SopEngine.Core.Tests.Rights;

[Parallelizable(ParallelScope.All)]
public sealed class BookOfRightsTests
{
    [Test]
    public void Every_right_is_somebodys() =>
        Assert.That(Enum.GetValues<Right>(),
            Has.All.Matches<Right>(right =>
                BookOfRights.IsOfStaff(right) || BookOfRights.IsOfOfficers(right) || BookOfRights.RolesWith(right).Any()));

    [Test]
    public void A_right_of_one_role_is_enough() => Assert.Multiple(() =>
    {
        Assert.That(BookOfRights.Gives(false, [Role.Author, Role.Supervisor], Right.LeadCases));
        Assert.That(BookOfRights.Gives(false, [Role.Author, Role.Supervisor], Right.WriteSops));
        Assert.That(BookOfRights.Gives(false, [Role.Author], Right.LeadCases), Is.False);
    });

    [Test]
    public void Staff_without_a_role_work_and_an_auditor_only_reads() => Assert.Multiple(() =>
    {
        Assert.That(BookOfRights.Gives(false, [], Right.HoldLanes));
        Assert.That(BookOfRights.Gives(false, [Role.Auditor], Right.HoldLanes), Is.False);
        Assert.That(BookOfRights.Gives(false, [Role.Auditor], Right.AddToCases), Is.False);
        Assert.That(BookOfRights.Gives(false, [Role.Auditor], Right.SeeLog));
    });

    [Test]
    public void A_customer_has_no_right_of_the_staff() => Assert.Multiple(() =>
    {
        Assert.That(BookOfRights.Gives(true, [], Right.StartCases));
        Assert.That(BookOfRights.Gives(true, [], Right.ServeCustomers), Is.False);
        Assert.That(BookOfRights.Gives(true, [Role.Admin], Right.ManageStaff), Is.False);
    });

    [Test]
    public void Roles_are_stored_by_name_and_unknown_names_give_nothing() => Assert.Multiple(() =>
    {
        Assert.That(BookOfRights.Read([.. BookOfRights.Roles.Select(role => role.Name())]), Is.EqualTo(BookOfRights.Roles));
        Assert.That(BookOfRights.Read(["admin", "treasurer", "Head"]), Is.EqualTo(new[] { Role.Admin }));
    });
}
