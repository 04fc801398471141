"""Accounts: how somebody gets in. An account is not a person (`people`): a resident who is also an official has two
accounts and one person. Residents sign in with a code sent to their phone, officials with a name and a password.

Actor: what every action is told about who acts; made here from the account, its person and the posts held today."""
