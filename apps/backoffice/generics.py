"""Django's classes that are generic for the type checker only, so that both can be served."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    ModelForm = forms.ModelForm
    UserAdmin = auth_admin.UserAdmin
    AdminUserCreationForm = auth_forms.AdminUserCreationForm
    UserChangeForm = auth_forms.UserChangeForm
else:

    class Subscriptable:
        """Takes the type of its rows and forgets it."""

        def __class_getitem__(cls, _kinds: Any) -> type:
            return cls

    class ModelAdmin(Subscriptable, admin.ModelAdmin):
        """Django's."""

    class TabularInline(Subscriptable, admin.TabularInline):
        """Django's."""

    class ModelForm(Subscriptable, forms.ModelForm):
        """Django's."""

    class UserAdmin(Subscriptable, auth_admin.UserAdmin):
        """Django's."""

    class AdminUserCreationForm(Subscriptable, auth_forms.AdminUserCreationForm):
        """Django's."""

    class UserChangeForm(Subscriptable, auth_forms.UserChangeForm):
        """Django's."""
